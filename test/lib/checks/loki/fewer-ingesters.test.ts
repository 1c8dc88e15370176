import { checkCharts } from '../../../../lib/checks/checked-charts';
import { FEWER_INGESTERS_RULES } from '../../../../lib/checks/loki/fewer-ingesters';
import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import { Manifests } from '../../../../lib/manifests/manifests';
import { type DeployedRecord, parseRecord, recordText } from '../../../../lib/planner/deployed/record';
import { describeRules } from '../harness';

const INGESTERS = 'StatefulSet loki/loki-ingester';

describeRules(FEWER_INGESTERS_RULES, [
  {
    rule: 'CHANGE-INGESTERS-1',
    breaks: (parts) => {
      const setup = { pods: [{ title: INGESTERS, count: 4, cpu: 1, memory: 1 }] };
      parts.deployed = { setup, manifests: new Manifests([]), pass: 'remove deployed/prod.json' } as never;
    },
    finds: [
      'environments.prod.volume: 500 GB/day leaves 3 of 4 ingesters, and those that end have lines that are not in S3 yet; write loki.sizes: { ingester: { replicas: 4 } }, or drain those that end (docs/how-to/zones.md, "Fewer ingesters"), then remove deployed/prod.json',
    ],
  },
]);

type Props = Partial<EnvironmentProps>;
const check = (props: Props, deployed?: DeployedRecord) => {
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1' },
    cluster: { existing: { name: 'prod', oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF' } },
    ...props,
  });
  const [checked] = checkCharts([environment], undefined, () => deployed);
  if (!checked) throw new Error('nothing was checked');
  return checked;
};

/** Findings about a change, with the record of a deploy before it. */
function change(from: Props, to: Props, form: 'file' | 'template' = 'file'): string[] {
  const { environment, manifests } = check(from);
  const pass = 'remove deployed/prod.json';
  const record =
    form === 'file' ? parseRecord(recordText(environment, manifests), 'deployed/prod.json') : { manifests, pass };
  return check(to, record)
    .findings.filter(({ rule }) => rule.id === 'CHANGE-INGESTERS-1')
    .map(({ path, found }) => `${path}: ${found}`);
}

const inZones = (replicas: number, loki: Props['loki'] = {}): Props => ({
  loki: { ...loki, ingesterZones: true, sizes: { ingester: { replicas } } },
});
const END = 'and those that end have lines that are not in S3 yet';

test.each(['file', 'template'] as const)('fewer ingesters in zones are refused, by the record in a %s', (form) => {
  expect(change(inZones(9), inZones(6), form)).toEqual([
    `environments.prod.loki.sizes.ingester.replicas: 6 leaves 6 of 9 ingesters, ${END}`,
  ]);
});

test('a smaller volume names the volume; a larger one, and as many ingesters in less volume, pass', () => {
  const smaller = change({ volume: '10 TB/day' }, { volume: '5 TB/day' });
  expect(smaller).toEqual([`environments.prod.volume: 5 TB/day leaves 9 of 18 ingesters, ${END}`]);
  expect(change({ volume: '5 TB/day' }, { volume: '10 TB/day' })).toEqual([]);
  expect(change({ volume: '10 TB/day' }, { volume: '5 TB/day', ...inZones(18) })).toEqual([]);
});

test('former ingesters of a migration end by its own rules, and ingesters that write their lines when they end may', () => {
  expect(change({ loki: { ingesterZones: { step: 4 } } }, { loki: { ingesterZones: { step: 5 } } })).toEqual([]);
  const flushing = { config: { ingester: { wal: { flush_on_shutdown: true } } } };
  expect(change(inZones(9, flushing), inZones(6, flushing))).toEqual([]);
});
