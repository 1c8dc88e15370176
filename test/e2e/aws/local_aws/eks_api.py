"""EKS API for resources that moto lacks: access entries, add-ons, pod identities."""

from urllib.parse import unquote

from moto.core.responses import ActionResult
from moto.eks import responses, urls

from .eks import cluster_of, get

POLICIES = '/access-policies'


def cluster(response):
    name = unquote(response.path.split('/')[2])
    return cluster_of(response.current_account, response.region, name)


def rest(response, what):
    """Rest of the path /clusters/<name>/<what>/<rest>."""
    return unquote(response.path).split(f'/{what}/', 1)[1]


def entry_of(response):
    principal = rest(response, 'access-entries').removesuffix(POLICIES)
    return get(cluster(response).access_entries, principal, 'access entry')


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
    return ActionResult({'addon': get(cluster(self).addons, rest(self, 'addons'), 'add-on')})


def list_pod_identity_associations(self):
    return ActionResult({'associations': list(cluster(self).pod_identities.values())})


def describe_pod_identity_association(self):
    wanted = rest(self, 'pod-identity-associations')
    found = [each for each in cluster(self).pod_identities.values() if each['associationId'] == wanted]
    return ActionResult({'association': get(dict(enumerate(found)), 0, 'pod identity')})


ACTIONS = {
    list_access_entries: '/access-entries',
    describe_access_entry: '/access-entries/(?P<principalArn>.+)',
    list_associated_access_policies: '/access-entries/(?P<principalArn>.+)' + POLICIES,
    list_addons: '/addons',
    describe_addon: '/addons/(?P<addonName>[^/]+)',
    list_pod_identity_associations: '/pod-identity-associations',
    describe_pod_identity_association: '/pod-identity-associations/(?P<associationId>[^/]+)',
}


def install():
    for action, path in ACTIONS.items():
        setattr(responses.EKSResponse, action.__name__, action)
        urls.url_paths['{0}/clusters/(?P<name>[^/]+)' + path + '$'] = urls.response.dispatch

    action_of = responses.EKSResponse._get_action_from_method_and_request_uri

    def action_with_slashes(self, method, request_uri):
        # The ARN in this path contains a slash, which moto would take for a separator.
        if method == 'GET' and request_uri.endswith(POLICIES):
            return 'ListAssociatedAccessPolicies'
        return action_of(self, method, request_uri)

    responses.EKSResponse._get_action_from_method_and_request_uri = action_with_slashes
