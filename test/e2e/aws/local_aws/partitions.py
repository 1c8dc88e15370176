"""Partitions of AWS: moto's CloudFormation knows only one of them."""

from moto.cloudformation.parsing import ResourceMap
from moto.utilities.utils import get_partition


def url_suffix(region):
    return 'amazonaws.com.cn' if get_partition(region) == 'aws-cn' else 'amazonaws.com'


def install():
    start = ResourceMap.__init__

    def started(self, *args, **kwargs):
        start(self, *args, **kwargs)
        region = self._region_name
        self._parsed_resources.update({'AWS::Partition': get_partition(region), 'AWS::URLSuffix': url_suffix(region)})

    ResourceMap.__init__ = started
