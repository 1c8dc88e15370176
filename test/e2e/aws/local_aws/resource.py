"""Resources of types that moto's CloudFormation does not make."""

from moto.cloudformation import parsing


class Resource:
    """Base of them; moto's own have the same methods. A subclass has `TYPE`, `NAME` where a property names it, and
    `attributes()`; what it does not say does nothing."""

    TYPE = ''
    NAME = ''

    def __init__(self, physical_id, properties, account, region):
        self.physical_resource_id = physical_id
        self.properties = properties
        self.account = account
        self.region = region

    def make(self):
        """Makes it, and sets the physical id where that is not its name."""

    def change(self, old):
        """Makes it what its properties now say; `old` are those before."""
        raise ValueError(f'{self.TYPE}: the local AWS does not change it')

    def remove(self):
        """Takes it away."""

    def attributes(self):
        """What Fn::GetAtt gives."""
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


class Nothing(Resource):
    """What only CloudFormation itself has a use for."""

    TYPE = 'AWS::CDK::Metadata'

    def change(self, old):
        pass


def define(*classes):
    """Lets stacks have resources of these types."""
    for cls in classes:
        parsing.get_model_map()[cls.TYPE] = cls
        parsing.get_name_type_map()[cls.TYPE] = cls.NAME
