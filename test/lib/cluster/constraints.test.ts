import { architectureViolation, natGatewaysViolation, unusedProperties } from '../../../lib/cluster/constraints';

const NO_CHOICE = { autoMode: false, existingVpc: false, privateEndpoint: false };

test.each([
  [{ autoMode: true }, { nodes: 3, addonVersions: {}, natGateways: 1 }, ['nodes', 'addonVersions']],
  [{ existingVpc: true }, { instanceTypes: ['m6i.large'], interfaceEndpoints: false }, ['interfaceEndpoints']],
  [{ privateEndpoint: true }, { publicAccessCidrs: [], availabilityZones: [] }, ['publicAccessCidrs']],
  [{}, { nodes: 3, natGateways: 1, publicAccessCidrs: [] }, []],
  [{ autoMode: true }, { nodes: undefined }, []],
])('with %j, the unused of %j are %j', (choice, given, unused) => {
  expect(unusedProperties(given, { ...NO_CHOICE, ...choice }).map(([name]) => name)).toEqual(unused);
});

test.each([
  [1, 3, undefined],
  [3, 3, undefined],
  [4, 3, 'write at most 3'],
  [0, 3, 'write 1 to 3'],
  [1.5, 3, 'write 1 to 3'],
])('%d NAT gateways in %d zones: %s', (natGateways, zones, fix) => {
  expect(natGatewaysViolation(natGateways, zones)?.fix).toBe(fix);
});

test.each([
  [['m6i.large', 'c7a.large'], undefined],
  [['a1.large', 'm7g.large', 'im4gn.large'], undefined],
  [['m6i.large', 'g5g.large'], 'm6i.large (x86_64) and g5g.large (arm64) have two architectures'],
  [['g5.large', 'm7gd.large'], 'g5.large (x86_64) and m7gd.large (arm64) have two architectures'],
])('architectures of %j', (types, found) => {
  expect(architectureViolation(types)?.found).toEqual(found === undefined ? undefined : expect.stringContaining(found));
});
