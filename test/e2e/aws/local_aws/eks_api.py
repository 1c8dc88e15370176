"""EKS, as its API tells of what moto's does not have: access entries, add-ons, pod identities."""

from urllib.parse import unquote

from moto.core.responses import ActionResult
from moto.eks import responses, urls

from .eks import cluster_of, get


def cluster(response):
    name = unquote(response.path.split('/')[2])
    return cluster_of(response.current_account, response.region, name)


def last(response, which=3):
    """A part of the path: /clusters/<name>/<what>/<which>."""
    return unquote(response.path.split('/')[which + 1])


def entry_of(response):
    return get(cluster(response).access_entries, last(response), 'access entry')


def list_access_entries(self):
    return ActionResult({'accessEntries': list(cluster(self).access_entries)})


def describe_access_entry(self):
    return ActionResult({'accessEntry': {k: v for k, v in entry_of(self).items() if k != 'policies'}})


def list_associated_access_policies(self):
    entry = entry_of(self)
    return ActionResult({**entry, 'associatedAccessPolicies': entry['policies']})


def list_addons(self):
    return ActionResult({'addons': list(cluster(self).addons)})


def describe_addon(self):
    return ActionResult({'addon': get(cluster(self).addons, last(self), 'add-on')})


def list_pod_identity_associations(self):
    return ActionResult({'associations': list(cluster(self).pod_identities.values())})


ACTIONS = (
    (list_access_entries, '/access-entries'),
    (describe_access_entry, '/access-entries/(?P<principalArn>[^/]+)'),
    (list_associated_access_policies, '/access-entries/(?P<principalArn>[^/]+)/access-policies'),
    (list_addons, '/addons'),
    (describe_addon, '/addons/(?P<addonName>[^/]+)'),
    (list_pod_identity_associations, '/pod-identity-associations'),
)


def mend():
    for action, path in ACTIONS:
        setattr(responses.EKSResponse, action.__name__, action)
        urls.url_paths['{0}/clusters/(?P<name>[^/]+)' + path + '$'] = urls.response.dispatch
