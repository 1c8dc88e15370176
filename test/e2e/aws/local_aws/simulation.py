"""IAM: SimulatePrincipalPolicy, which moto does not know."""

from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.responses import IamResponse


def decision(policies, action, resource):
    results = [IAMPolicy(policy).is_action_permitted(action, resource) for policy in policies]
    if PermissionResult.DENIED in results:
        return 'explicitDeny'
    return 'allowed' if PermissionResult.PERMITTED in results else 'implicitDeny'


def simulate_principal_policy(self):
    role = self.backend.get_role_by_arn(self._get_param('PolicySourceArn'))
    policies = [*role.policies.values(), *role.managed_policies.values()]
    results = [
        {
            'EvalActionName': action,
            'EvalResourceName': resource,
            'EvalDecision': decision(policies, action, resource),
        }
        for action in self._get_param('ActionNames', [])
        for resource in self._get_param('ResourceArns', ['*'])
    ]
    return ActionResult({'EvaluationResults': results, 'IsTruncated': False})


def install():
    IamResponse.simulate_principal_policy = simulate_principal_policy
