"""Access decisions with IAM enforced, where those of moto differ from AWS."""

import json

from flask import has_request_context, request as http
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import AccessDeniedError, JsonRESTError
from moto.iam.access_control import IAMPolicyStatement, IAMRequestBase, PermissionResult, S3IAMRequest
from moto.s3.exceptions import S3AccessDeniedError, S3ClientError
from moto.s3.models import FakeBucket
from moto.secretsmanager.responses import SecretsManagerResponse
from moto import settings

from . import keys
from .conditions import hold, pattern

# Requests reach moto without TLS. They count as sent with the version in this header, or without TLS for `none`.
TLS_HEADER = 'x-local-aws-tls'

# Requests about the policy itself, which would lock out everybody. AWS keeps them for the account alone.
NEVER_DENIED = ('s3:PutBucketPolicy', 's3:GetBucketPolicy', 's3:DeleteBucketPolicy')

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
    if enforced and request is S3IAMRequest:
        authorize_by_bucket(self, request, resource)
        authorize_key_of_object(self, request)


def caller_of(self, request):
    """Access key of moto that signed a request."""
    names = {'method': self.method, 'path': '/', 'data': {}, 'body': b'', 'headers': self.headers}
    return request(account_id=self.current_account, action=self._get_action(), **names)._access_key


def authorize_by_bucket(self, request, resource):
    """Refuses what the policy of the bucket denies, in the words of S3: moto does so for some requests, and says nothing."""
    bucket = self.backend.buckets.get(self.bucket_name) if self.bucket_name else None
    action = f's3:{self._get_action()}'
    if bucket is None or action in NEVER_DENIED or permission_of(bucket, action, resource) != PermissionResult.DENIED:
        return
    who = caller_of(self, request).arn
    words = 'with an explicit deny in a resource-based policy'
    message = f'User: {who} is not authorized to perform: {action} on resource: "{resource}" {words}'
    raise S3ClientError('AccessDenied', message)


def permission_of_moto(self, action, resource):
    """Permission by the policy of a bucket, for moto: `authorize_by_bucket` has refused what it denies."""
    permission = permission_of(self, action, resource)
    return PermissionResult.NEUTRAL if permission == PermissionResult.DENIED else permission


def authorize_key_of_object(self, request):
    """Refuses objects whose KMS key the caller may not use; S3 uses it on behalf of the caller."""
    action, name = self._get_action(), self.bucket_name
    if action == 'PutObject':
        rule = (self.backend.get_bucket(name).encryption or {}).get('Rule', {})
        key, needed = rule.get('ApplyServerSideEncryptionByDefault', {}).get('KMSMasterKeyID'), keys.GENERATE
    elif action == 'GetObject':
        stored = self.backend.get_object(name, self.parse_key_name())
        key, needed = getattr(stored, 'kms_key_id', None), keys.DECRYPT
    else:
        return
    fault = key and keys.fault(key, self.current_account, self.region)
    if fault:
        raise S3ClientError(*fault)
    if key and keys.refusal(caller_of(self, request), needed, key, 's3', self.region):
        raise S3AccessDeniedError()


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
    key = secret.kms_key_id if secret else None
    # Without a key of their own, secrets have one of AWS that every reader may use.
    if key and not key.startswith('alias/aws/') and self._get_action() == 'GetSecretValue':
        reason = keys.refusal(caller_of(self, request), keys.DECRYPT, key, 'secretsmanager', self.region)
        if reason:
            raise Denied('AccessDeniedException', f'Access to KMS is not allowed: {reason}')


def tls():
    version = http.headers.get(TLS_HEADER, '1.2') if has_request_context() else '1.2'
    secure = version != 'none'
    return {'aws:SecureTransport': str(secure).lower(), **({'s3:TlsVersion': version} if secure else {})}


def is_permitted(self, action, resource='*', principal=None, incoming_condition_values=None):
    """Evaluates a statement: in moto an unmet condition is a denial, and few operators exist."""
    context = {**tls(), **(incoming_condition_values or {})}
    if not hold(self._statement.get('Condition'), context):
        return PermissionResult.NEUTRAL
    plain = IAMPolicyStatement({key: value for key, value in self._statement.items() if key != 'Condition'})
    return is_permitted_plain(plain, action, resource, principal)


authorize_signed = ActionAuthenticatorMixin._authenticate_and_authorize_action
is_permitted_plain = IAMPolicyStatement.is_action_permitted
permission_of = FakeBucket.get_permission


def install():
    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize
    IAMPolicyStatement.is_action_permitted = is_permitted
    FakeBucket.get_permission = permission_of_moto
    # moto does not know `?`.
    IAMPolicyStatement._match = lambda _, wanted, found: pattern(wanted, found) or None
    # For some requests, such as a listing with a slash in its prefix, moto's signature differs from that of the SDKs.
    IAMRequestBase.check_signature = lambda self: None
