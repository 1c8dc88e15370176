"""Operations of a stack on its resources: creates, updates and deletes them in the order of their dependencies.

moto follows only some dependencies, deletes in any order, and ignores unsupported resources and updates. Here these are
errors, and so is an update for which CloudFormation would replace the resource.
"""

import copy

from moto.cloudformation import parsing

from . import record, resource
from .graph import order

# Properties whose change makes CloudFormation replace a resource, by type. Other types do not change in the tests.
REPLACED_BY = {
    'AWS::CDK::Metadata': set(),
    'AWS::CloudFormation::WaitConditionHandle': set(),
    'AWS::IAM::OIDCProvider': {'Url'},
    'AWS::IAM::Policy': set(),
    'AWS::IAM::Role': {'Path', 'RoleName'},
    'AWS::KMS::Key': {'KeySpec', 'KeyUsage', 'MultiRegion'},
    'AWS::S3::Bucket': {'BucketName'},
    'AWS::S3::BucketPolicy': {'Bucket'},
    'AWS::SecretsManager::Secret': {'GenerateSecretString', 'Name'},
}
CUSTOM_REPLACED_BY = {'ServiceToken'}

KEPT = ('Retain', 'RetainExceptOnCreate')

# Functions that complete a resource after moto created or updated it, by type. Their arguments are physical id,
# properties, account and region.
COMPLETIONS = {}


class Failed(Exception):
    """A resource could not be created, updated or deleted."""

    def __init__(self, logical_id, kind, action, reason):
        super().__init__(f'{logical_id} ({kind}): {reason}')
        self.logical_id, self.kind, self.action, self.reason = logical_id, kind, action, str(reason)


class Changes:
    """Operation on the resources of a stack; `resources` is moto's ResourceMap."""

    def __init__(self, resources):
        self.map = resources
        self.stack = resources['AWS::StackName']
        self.where = (resources._account_id, resources._region_name)
        # Resolved properties of the last creation or update.
        self.resolved = resources.__dict__.setdefault('resolved', {})

    def apply(self, template, parameters):
        old = dict(self.map._resource_json_map)
        new = template['Resources']
        self.map._template = template
        self.map._resource_json_map = new
        self.map.input_parameters = parameters or self.map.input_parameters
        self.map.load()
        for logical_id in order(new):
            self.guard('UPDATE' if logical_id in self.resolved else 'CREATE', new, logical_id, self.make_or_change)
        removed = [logical_id for logical_id in reversed(order(old)) if logical_id not in new]
        self.remove(old, removed)

    def delete(self):
        resources = self.map._resource_json_map
        self.remove(resources, list(reversed(order(resources))))

    def undo_create(self):
        """Deletes what a failed creation of the stack has made. RetainExceptOnCreate keeps nothing here."""
        resources = self.map._resource_json_map
        made = [logical_id for logical_id in reversed(order(resources)) if logical_id in self.resolved]
        for logical_id in made:
            keeps = resources[logical_id].get('DeletionPolicy') == 'Retain'
            self.guard('DELETE', resources, logical_id, self.remove_one, resources[logical_id], keeps)

    def guard(self, action, resources, logical_id, do, *args):
        try:
            do(logical_id, *args)
        except Exception as error:
            raise Failed(logical_id, resources[logical_id]['Type'], action, error) from error

    def make_or_change(self, logical_id):
        template = self.map._resource_json_map[logical_id]
        kind = template['Type']
        condition = template.get('Condition')
        if condition and not self.map.lazy_condition_map[condition]:
            return
        parsed = parsing.parse_resource_and_generate_name(logical_id, copy.deepcopy(template), self.map)
        if not parsed:
            raise ValueError('the local AWS does not support it; see test/e2e/aws/local_aws/')
        cls, resolved, name = parsed
        properties = copy.deepcopy(resolved.get('Properties', {}))
        exists = logical_id in self.resolved
        if exists:
            before = self.resolved[logical_id]
            if properties == before:
                return
            self.refuse_replacement(kind, before, properties)
            made = cls.update_from_cloudformation_json(
                original_resource=self.map._parsed_resources[logical_id],
                new_resource_name=name,
                cloudformation_json=resolved,
                account_id=self.where[0],
                region_name=self.where[1],
            )
        else:
            stack_id = self.map.stack_id
            made = cls.create_from_cloudformation_json(
                name, resolved, *self.where, LogicalId=logical_id, StackId=stack_id, ResourceType=kind
            )
        if not hasattr(made, 'physical_resource_id'):
            made.physical_resource_id = made.arn
        made.cf_resource_type = kind
        made.logical_resource_id = logical_id
        self.map._parsed_resources[logical_id] = made
        self.resolved[logical_id] = properties
        if kind in COMPLETIONS:
            COMPLETIONS[kind](made.physical_resource_id, properties, *self.where)
        self.record('update' if exists else 'create', logical_id, kind, properties)

    def refuse_replacement(self, kind, before, after):
        custom = kind.startswith('Custom::')
        if not custom and kind not in REPLACED_BY:
            raise ValueError('the local AWS does not know which changes replace it; see REPLACED_BY')
        replacing = CUSTOM_REPLACED_BY if custom else REPLACED_BY[kind]
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if changed & replacing:
            raise ValueError(f'would be replaced: {", ".join(sorted(changed & replacing))} changed')

    def remove(self, resources, logical_ids):
        for logical_id in logical_ids:
            self.guard('DELETE', resources, logical_id, self.remove_one, resources[logical_id])

    def remove_one(self, logical_id, template, kept=None):
        made = self.map._parsed_resources.pop(logical_id, None)
        if made is None:
            return
        kept = template.get('DeletionPolicy') in KEPT if kept is None else kept
        if not kept:
            self.map._delete_resource(made, template)
        properties = self.resolved.pop(logical_id)
        self.record('retain' if kept else 'delete', logical_id, template['Type'], properties, made)

    def record(self, what, logical_id, kind, properties, made=None):
        made = made or self.map._parsed_resources[logical_id]
        record.operation(
            operation=what,
            stack=self.stack,
            logicalId=logical_id,
            type=kind,
            physicalId=made.physical_resource_id,
            properties=properties,
        )


def made(self, name):
    """Looks up a resource or parameter; moto would create missing ones here."""
    template = self._resource_json_map.get(name, {})
    if name not in self._parsed_resources and 'Condition' in template:
        return None
    return self._parsed_resources[name]


def install():
    resource.define(resource.NoEffect, resource.WaitConditionHandle)
    parsing.NULL_MODELS.remove(resource.WaitConditionHandle.TYPE)
    resources = parsing.ResourceMap
    resources.__getitem__ = made
    resources.create = lambda self, template: Changes(self).apply(template, None) or True
    resources.update = lambda self, template, parameters=None: Changes(self).apply(template, parameters)
    resources.delete = lambda self: Changes(self).delete()
