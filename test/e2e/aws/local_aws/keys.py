"""KMS: keys of stacks, and the permission to use them through S3 and Secrets Manager, which moto does not check."""

import json

from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.utilities.utils import get_partition

from .conditions import hold, pattern, texts
from .partitions import url_suffix
from .resource import Resource, define

DECRYPT, GENERATE = 'kms:Decrypt', 'kms:GenerateDataKey'

# Errors of S3 for objects whose key is in another state than `Enabled`, and the rest of their messages.
STATES = {
    'Disabled': ('KMS.DisabledException', 'is disabled.'),
    'PendingDeletion': ('KMS.KMSInvalidStateException', 'is pending deletion.'),
}


class Key(Resource):
    TYPE = 'AWS::KMS::Key'

    def backend(self):
        return kms_backends[self.account][self.region]

    def policy(self):
        return json.dumps(self.properties['KeyPolicy'])

    def make(self):
        key = self.backend().create_key(
            self.policy(), 'ENCRYPT_DECRYPT', 'SYMMETRIC_DEFAULT', self.properties.get('Description', ''), []
        )
        self.arn, self.physical_resource_id = key.arn, key.id
        key.key_rotation_status = bool(self.properties.get('EnableKeyRotation'))

    def change(self, old):
        self.backend().put_key_policy(self.physical_resource_id, self.policy())

    def remove(self):
        self.backend().schedule_key_deletion(self.physical_resource_id, 30)

    def attributes(self):
        return {'Arn': self.arn, 'KeyId': self.physical_resource_id}


def applies(statement, action, key, context):
    return (
        statement['Effect'] == 'Allow'
        and any(pattern(one, action) for one in texts(statement['Action']))
        and any(pattern(one, key.arn) for one in texts(statement['Resource']))
        and hold(statement.get('Condition'), context)
    )


def principals(statement):
    principal = statement['Principal']
    return texts(principal.get('AWS', []) if isinstance(principal, dict) else principal)


def documents(policies):
    """Statements of policies in the forms in which moto keeps them."""
    for policy in policies:
        document = policy.document if hasattr(policy, 'document') else policy
        document = document.get('policy_document', document) if isinstance(document, dict) else document
        yield from texts((json.loads(document) if isinstance(document, str) else document)['Statement'])


def fault(key_id, account, region):
    """Error of S3 for a key that nobody can use, as code and message, or None."""
    key = kms_backends[account][region].keys.get(key_id.split('/')[-1])
    if key is None:
        return 'KMS.NotFoundException', f"Key '{key_id}' does not exist"
    if key.key_state not in STATES:
        return None
    code, words = STATES[key.key_state]
    return code, f'{key.arn} {words}'


def refusal(caller, action, key_id, service, region):
    """Reason for which a caller may not use a key through a service, or None. `caller` is moto's access key."""
    account, partition = caller.account_id, get_partition(region)
    key = kms_backends[account][region].keys.get(key_id.split('/')[-1])
    role = iam_backends[account][partition].get_role(caller._owner_role_name).arn
    if key is None or key.key_state != 'Enabled':
        return f'{key_id} is not enabled'
    via = f'{service}.{region}.{url_suffix(region)}'
    context = {'aws:PrincipalArn': role, 'kms:CallerAccount': account, 'kms:ViaService': via}
    statements = [one for one in json.loads(key.policy)['Statement'] if applies(one, action, key, context)]
    if any(who in ('*', role) for one in statements for who in principals(one)):
        return None
    delegated = any(who.endswith(f':{account}:root') for one in statements for who in principals(one))
    if delegated and any(applies(one, action, key, context) for one in documents(caller.collect_policies())):
        return None
    return f'{role} is not authorized to perform: {action} on resource: {key.arn}'


def install():
    define(Key)
