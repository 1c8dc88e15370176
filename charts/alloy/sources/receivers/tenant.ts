import { oneOfRegex } from '../../../input/patterns';
import { Block } from '../../language/syntax';
import { list, text } from '../../language/values';
import { TENANT_LABEL, tenantStages } from '../../stages/routes';

/**
 * Gives every line the tenant of its receiver, and ignores the tenant that the sender asked for. Without a tenant, the
 * line keeps the destination's own.
 */
export function fixedTenant(tenant?: string): Block[] {
  return [new Block('stage.label_drop').set('values', list(text(TENANT_LABEL))), ...tenantStages(tenant)];
}

/**
 * Drops lines whose sender named none of the tenants. Alloy removes an invalid name, and such lines would otherwise go
 * to the destination's own tenant.
 */
export function chosenTenant(tenants: readonly string[]): Block {
  return new Block('stage.match')
    .set('selector', text(`{${TENANT_LABEL}!~${JSON.stringify(oneOfRegex(tenants))}}`))
    .set('action', text('drop'))
    .set('drop_counter_reason', text('unknown_tenant'));
}
