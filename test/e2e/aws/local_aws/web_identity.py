"""STS: AssumeRoleWithWebIdentity, which moto allows for any token."""

import base64
import json
import time
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from moto.core.exceptions import AccessDeniedError
from moto.iam.models import iam_backends
from moto.sts import exceptions, responses

from .conditions import hold, texts

ACTION = 'sts:AssumeRoleWithWebIdentity'

# A region of each partition but the first.
REGION_OF = {'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1'}


class InvalidIdentityToken(exceptions.STSClientError):
    def __init__(self, message):
        super().__init__('InvalidIdentityToken', message)


def claims_of(token):
    try:
        payload = token.split('.')[1]
        return json.loads(base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4)))
    except (IndexError, ValueError):
        raise InvalidIdentityToken('The token is not a JWT')


def check_signature(token, key):
    signed, _, signature = token.rpartition('.')
    try:
        plain = base64.urlsafe_b64decode(signature + '=' * (-len(signature) % 4))
        key.verify(plain, signed.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        raise InvalidIdentityToken("Couldn't retrieve verification key from your identity provider")


def trusts(statement, provider, issuer, claims):
    principals = statement.get('Principal', {})
    context = {f'{issuer}:{name}': value for name, value in claims.items()}
    return (
        statement['Effect'] == 'Allow'
        and ACTION in texts(statement['Action'])
        and provider in texts(principals.get('Federated', []) if isinstance(principals, dict) else [])
        and hold(statement.get('Condition'), context)
    )


def check(role_arn, token, key):
    """Refuses tokens as STS does. All issuers of the tests share one key."""
    claims = claims_of(token)
    _, partition, _, _, account, _ = role_arn.split(':', 5)
    backend = iam_backends[account][partition]
    issuer = claims['iss'].removeprefix('https://')
    arn = f'arn:{partition}:iam::{account}:oidc-provider/{issuer}'
    provider = backend.open_id_providers.get(arn)
    if provider is None:
        raise InvalidIdentityToken(f'No OpenIDConnect provider found in your account for https://{issuer}')
    check_signature(token, key)
    if not set(texts(claims['aud'])) & set(provider.client_id_list):
        raise InvalidIdentityToken('Incorrect token audience')
    if claims['exp'] < time.time():
        raise InvalidIdentityToken('Token is expired')
    role = next((role for role in backend.roles.values() if role.arn == role_arn), None)
    document = json.loads(role.assume_role_policy_document) if role else {'Statement': []}
    statements = document['Statement']
    if not any(trusts(statement, arn, issuer, claims) for statement in texts(statements)):
        raise AccessDeniedError('anonymous', ACTION)


def install(folder):
    key = load_pem_public_key((Path(folder) / 'issuer.pem').read_bytes())
    assume = responses.TokenResponse.assume_role_with_web_identity

    def checked(self):
        role_arn = self._get_param('RoleArn')
        check(role_arn, self._get_param('WebIdentityToken'), key)
        # The request is not signed, so moto does not know its region, nor the partition to keep the session in.
        self.partition = role_arn.split(':')[1]
        self.region = REGION_OF.get(self.partition, self.region)
        return assume(self)

    responses.TokenResponse.assume_role_with_web_identity = checked
