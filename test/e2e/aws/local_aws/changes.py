"""Change sets, updates and failures, as the CDK CLI expects them from CloudFormation."""

from moto.cloudformation import exceptions, models, responses
from moto.core.responses import ActionResult, EmptyResult

from .exports import refuse_changed, refuse_removed
from .stacks import Changes, Failed

# Status of a stack after a failed operation.
AFTER_FAILURE = {'CREATE': 'ROLLBACK_COMPLETE', 'UPDATE': 'UPDATE_ROLLBACK_COMPLETE', 'DELETE': 'DELETE_FAILED'}


class ChangeSetNotFound(exceptions.CloudFormationError):
    code = 'ChangeSetNotFound'


def run(stack, action, do):
    """Runs an operation on a stack, and records the events and the status that the CLI reads."""
    stack._add_stack_event(f'{action}_IN_PROGRESS', resource_status_reason='User Initiated')
    try:
        do()
        status = f'{action}_COMPLETE'
    except Failed as failed:
        made = stack.resource_map._parsed_resources.get(failed.logical_id)
        stack.events.append(
            models.Event(
                stack_id=stack.stack_id,
                stack_name=stack.name,
                logical_resource_id=failed.logical_id,
                physical_resource_id=getattr(made, 'physical_resource_id', ''),
                resource_type=failed.kind,
                resource_status=f'{failed.action}_FAILED',
                resource_status_reason=failed.reason,
                resource_properties=None,
            )
        )
        status = AFTER_FAILURE[action]
        if action == 'CREATE':
            Changes(stack.resource_map).undo_create()
    stack._add_stack_event(status)
    stack.status = status


def execute(backend, change_set):
    stack = change_set.stack

    def apply():
        refuse_removed(backend, stack, change_set.template_dict)
        stack.template = change_set.template
        stack.template_dict = change_set.template_dict
        stack.description = change_set.template_dict.get('Description')
        stack.cross_stack_resources = stack.resource_map.cross_stack_resources = backend.exports
        stack.resource_map.update(change_set.template_dict, change_set.parameters)
        stack.parameters = {**stack.parameters, **change_set.parameters}
        put_outputs(backend, stack)

    run(stack, change_set.change_set_type, apply)
    change_set.execution_status = 'EXECUTE_COMPLETE'


def put_outputs(backend, stack):
    stack.output_map = stack._create_output_map()
    refuse_changed(backend, stack)
    for name in [name for name, export in backend.exports.items() if export.exporting_stack_id == stack.stack_id]:
        del backend.exports[name]
    for export in stack.exports:
        backend.exports[export.name] = export


def delete_stack(self, name_or_stack_id):
    stack = next((stack for stack in self.stacks.values() if name_or_stack_id in (stack.name, stack.stack_id)), None)
    if stack is None:
        return
    names = [export.name for export in stack.exports]
    def delete():
        refuse_removed(self, stack, {})
        stack.resource_map.delete()

    run(stack, 'DELETE', delete)
    if stack.status == 'DELETE_COMPLETE':
        for name in names:
            self.exports.pop(name, None)
        stack.output_map = {}
        self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


def asked_for(response):
    """ARN of the change set that a request names, or None. Change sets of several stacks may have the same name, which
    moto does not support."""
    name, stack = response._get_param('ChangeSetName'), response._get_param('StackName')
    for arn, change_set in response.cloudformation_backend.change_sets.items():
        if name == arn or name == change_set.change_set_name and stack in (change_set.stack_name, change_set.stack_id):
            return arn
    return None


def change_set_of(response):
    arn = asked_for(response)
    if arn is None:
        raise ChangeSetNotFound(f'ChangeSet [{response._get_param("ChangeSetName")}] does not exist')
    return response.cloudformation_backend.change_sets[arn]


def describe_change_set(self):
    return ActionResult(change_set_of(self))


def execute_change_set(self):
    execute(self.cloudformation_backend, change_set_of(self))
    return EmptyResult()


def delete_change_set(self):
    # CloudFormation accepts the deletion of an unknown change set, and the CLI relies on it.
    self.cloudformation_backend.change_sets.pop(asked_for(self), None)
    return EmptyResult()


def given_parameters(self):
    """Parameters as they were given. For SSM parameters moto returns values, CloudFormation names: with
    UsePreviousValue, moto would look up a parameter by its value."""
    declared = {key: slot.get('Default') for key, slot in self.template_dict.get('Parameters', {}).items()}
    return {**declared, **self.parameters}


def install():
    for action in (describe_change_set, execute_change_set, delete_change_set):
        setattr(responses.CloudFormationResponse, action.__name__, action)
    models.CloudFormationBackend.delete_stack = delete_stack
    models.Stack.stack_parameters = property(given_parameters)
