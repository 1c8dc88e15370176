import { Block } from '../../language/syntax';
import { list, text } from '../../language/values';
import { TENANT_LABEL } from '../../stages/routes';

/**
 * Gives every line the tenant of its receiver, whatever tenant its sender asked for. Without one, the destination's own
 * is left.
 */
export function fixedTenant(tenant?: string): Block[] {
  return [
    new Block('stage.label_drop').set('values', list(text(TENANT_LABEL))),
    ...(tenant === undefined ? [] : [new Block('stage.tenant').set('value', text(tenant))]),
  ];
}

/**
 * Drops lines whose sender named none of the tenants. Alloy leaves an invalid name out, and such lines would be filed
 * under the destination's own tenant, as if they had named none.
 */
export function chosenTenant(tenants: readonly string[]): Block {
  return new Block('stage.match')
    .set('selector', text(`{${TENANT_LABEL}!~${JSON.stringify(tenants.map(quoteMeta).join('|'))}}`))
    .set('action', text('drop'))
    .set('drop_counter_reason', text('unknown_tenant'));
}

/** A tenant as a regular expression: names may have dots and other characters of expressions. */
const quoteMeta = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
