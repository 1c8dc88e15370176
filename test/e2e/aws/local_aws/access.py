"""Access decisions with IAM enforced, where those of moto differ from AWS."""

import json

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import AccessDeniedError, JsonRESTError
from moto.iam.access_control import IAMPolicyStatement, IAMRequestBase, PermissionResult, S3IAMRequest
from moto.s3.exceptions import S3AccessDeniedError
from moto.secretsmanager.responses import SecretsManagerResponse
from moto import settings

from .conditions import hold

# Requests reach moto without TLS, which the bucket policies refuse. Unit tests of the templates cover these conditions.
AS_IF = {'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2'}

# Requests that are authenticated by their content, not by a signature.
UNSIGNED = ('AssumeRoleWithWebIdentity',)


def authorize(self, request, resource='*'):
    enforced = ActionAuthenticatorMixin.request_count >= settings.INITIAL_NO_AUTH_ACTION_COUNT
    if enforced and 'Authorization' not in self.headers:
        action = self._get_action()
        if action in UNSIGNED:
            return
        raise S3AccessDeniedError() if request is S3IAMRequest else AccessDeniedError('anonymous', action)
    if enforced and isinstance(self, SecretsManagerResponse):
        return authorize_secret(self, request)
    authorize_signed(self, request, resource)


class Denied(JsonRESTError):
    """Denial in the format of services with JSON."""

    code = 403


def authorize_secret(self, request):
    """Authorizes access to one secret: moto would ask for all secrets, and answer in XML."""
    name = json.loads(self.body or '{}').get('SecretId')
    secret = self.backend.secrets.get(name) if name else None
    try:
        authorize_signed(self, request, secret.arn if secret else '*')
    except AccessDeniedError as error:
        raise Denied('AccessDeniedException', str(error)) from error


def is_permitted(self, action, resource='*', principal=None, incoming_condition_values=None):
    """Evaluates a statement: in moto an unmet condition is a denial, and few operators exist."""
    context = {**AS_IF, **(incoming_condition_values or {})}
    if not hold(self._statement.get('Condition'), context):
        return PermissionResult.NEUTRAL
    plain = IAMPolicyStatement({key: value for key, value in self._statement.items() if key != 'Condition'})
    return is_permitted_plain(plain, action, resource, principal)


authorize_signed = ActionAuthenticatorMixin._authenticate_and_authorize_action
is_permitted_plain = IAMPolicyStatement.is_action_permitted


def install():
    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize
    IAMPolicyStatement.is_action_permitted = is_permitted
    # For some requests, such as a listing with a slash in its prefix, moto's signature differs from that of the SDKs.
    IAMRequestBase.check_signature = lambda self: None
