"""Who may do what, once IAM is enforced: where moto's answer is not that of AWS."""

import json

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import AccessDeniedError, JsonRESTError
from moto.iam.access_control import IAMPolicyStatement, IAMRequestBase, PermissionResult, S3IAMRequest
from moto.s3.exceptions import S3AccessDeniedError
from moto.secretsmanager.responses import SecretsManagerResponse
from moto import settings

from .conditions import hold

# Requests reach moto without TLS, and a stack's buckets take no others: the tests of templates look at these two.
AS_IF = {'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2'}

# They prove who they are by what they carry.
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
    """What a service of JSON answers."""

    code = 403


def authorize_secret(self, request):
    """moto asks whether all secrets may be read, and answers in XML."""
    name = json.loads(self.body or '{}').get('SecretId')
    secret = self.backend.secrets.get(name) if name else None
    try:
        authorize_signed(self, request, secret.arn if secret else '*')
    except AccessDeniedError as error:
        raise Denied('AccessDeniedException', str(error)) from error


def is_permitted(self, action, resource='*', principal=None, incoming_condition_values=None):
    """moto takes a condition that does not hold for a denial, and knows few."""
    context = {**AS_IF, **(incoming_condition_values or {})}
    if not hold(self._statement.get('Condition'), context):
        return PermissionResult.NEUTRAL
    plain = IAMPolicyStatement({key: value for key, value in self._statement.items() if key != 'Condition'})
    return is_permitted_plain(plain, action, resource, principal)


authorize_signed = ActionAuthenticatorMixin._authenticate_and_authorize_action
is_permitted_plain = IAMPolicyStatement.is_action_permitted


def mend():
    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize
    IAMPolicyStatement.is_action_permitted = is_permitted
    # moto computes another signature than the SDKs for some requests, such as a listing with a slash in its prefix.
    IAMRequestBase.check_signature = lambda self: None
