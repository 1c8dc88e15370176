import { chartOf, component, objectsOf } from '../helpers';
import { central } from './central';

const headerSecrets = {
  'X-Api-Key': { name: 'central-loki', key: 'api-key' },
  'X-Team-Token': { name: 'team', key: 'token' },
};
const noPassword = { username: undefined, passwordSecret: undefined };
const pipelineOf = (loki: object) => ({ destinations: [central({}, { ...noPassword, ...loki })] });

/** Volumes of destinations, and where the container has them. */
function mounted(loki: object) {
  const { volumes, containers } = objectsOf({ pipeline: pipelineOf(loki) }).DaemonSet.spec.template.spec;
  return volumes
    .filter(({ name }: { name: string }) => name.startsWith('to-'))
    .map(({ name, secret }: { name: string; secret: { secretName: string; items: { key: string }[] } }) => [
      secret.secretName,
      secret.items.map(({ key }) => key).join(),
      containers[0].volumeMounts.find((mount: { name: string }) => mount.name === name).mountPath,
    ]);
}

test('the secret of a header is a file that Alloy reads again', () => {
  expect(mounted({ headerSecrets })).toEqual([
    ['central-loki', 'api-key', '/etc/alloy-destinations/central/header-0'],
    ['team', 'token', '/etc/alloy-destinations/central/header-1'],
  ]);
  const { config } = chartOf({ pipeline: pipelineOf({ headerSecrets }) });
  const file = component(config, 'local.file', 'to_central_header_1');
  expect(file).toContain('"/etc/alloy-destinations/central/header-1/token"');
  expect(file).toMatch(/is_secret +\= true/);
  const write = component(config, 'loki.write', 'central');
  expect(write).toContain(
    '"X-Team-Token" = [string.trim_space(convert.nonsensitive(local.file.to_central_header_1.content))]',
  );
  expect(write).not.toContain('basic_auth');
});

test('a token is the file of a Secret', () => {
  const tokenSecret = { name: 'central-loki', key: 'token' };
  expect(mounted({ tokenSecret })).toEqual([['central-loki', 'token', '/etc/alloy-destinations/central/token']]);
  const write = component(chartOf({ pipeline: pipelineOf({ tokenSecret }) }).config, 'loki.write', 'central');
  expect(write).toMatch(/authorization \{\s+type += "Bearer"\s+credentials_file = "[^"]+\/central\/token\/token"/);
});
