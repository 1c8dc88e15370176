import { Parts } from '../harness';

/** Ids of findings about tenants in prod, whose gateway has the tenants `platform` and `apps`, with another in Alloy. */
function findingsFor(tenant: string): string[] {
  const parts = new Parts('prod');
  const before = new Set(parts.findings);
  parts.replace('alloy', 'config.alloy', /(tenant_id +)= "platform"/, `$1= "${tenant}"`);
  return parts.findings
    .filter((one) => !before.has(one) && one.startsWith('PATH-TENANT'))
    .map((one) => one.split(' ')[0] as string);
}

test('a gateway refuses a tenant that it does not list', () => {
  expect(findingsFor('other')).toEqual(['PATH-TENANT-1']);
});

test('it accepts one in upper case, as nginx compares without case; no datasource has that name', () => {
  expect(findingsFor('PLATFORM')).toEqual(['PATH-TENANT-3']);
});
