"""Resources of types that moto's CloudFormation does not support."""

from moto.cloudformation import parsing


class Resource:
    """Base class, with the methods of moto's own resources. A subclass sets `TYPE`, sets `NAME` if a property has its
    name, and overrides the methods that it needs."""

    TYPE = ''
    NAME = ''

    def __init__(self, physical_id, properties, account, region):
        self.physical_resource_id = physical_id
        self.properties = properties
        self.account = account
        self.region = region

    def make(self):
        """Creates it, and sets the physical id if that is not its name."""

    def change(self, old):
        """Updates it to its present properties; `old` are the previous ones."""
        raise ValueError(f'{self.TYPE}: the local AWS does not support a change of it')

    def remove(self):
        """Deletes it."""

    def attributes(self):
        """Values of Fn::GetAtt."""
        return {}

    def is_created(self):
        return True

    def get_cfn_attribute(self, name):
        return self.attributes()[name]

    @classmethod
    def has_cfn_attr(cls, _):
        return True

    @classmethod
    def cloudformation_type(cls):
        return cls.TYPE

    @classmethod
    def cloudformation_name_type(cls):
        return cls.NAME

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        made = cls(resource_name, cloudformation_json.get('Properties', {}), account_id, region_name)
        made.make()
        return made

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        old = original_resource.properties
        original_resource.properties = cloudformation_json.get('Properties', {})
        original_resource.change(old)
        return original_resource

    def delete(self, *_):
        self.remove()


class NoEffect(Resource):
    """Resource without an effect outside CloudFormation."""

    TYPE = 'AWS::CDK::Metadata'

    def change(self, old):
        pass


class WaitConditionHandle(NoEffect):
    TYPE = 'AWS::CloudFormation::WaitConditionHandle'


def define(*classes):
    """Registers classes of resources."""
    for cls in classes:
        parsing.get_model_map()[cls.TYPE] = cls
        parsing.get_name_type_map()[cls.TYPE] = cls.NAME
