import { environment, library, lines } from '../../app/loki-logging/doors';

describe('settings of a part that is off are refused through both doors', () => {
  test.each<[object, string[]]>([
    [
      { workloads: { 'loki-canary': { labels: { team: 'a' } } } },
      [
        'workloads.loki-canary: {"labels":{"team":"a"}} has no effect, since there is no canary; leave it out, or write canary: true',
      ],
    ],
    // A part has one problem.
    [{ workloads: { grafana: { replicas: 2 } } }, [expect.stringMatching(/^workloads\.grafana\.replicas: not a key/)]],
    [{ workloads: { 'loki-canary': {}, grafana: { labels: undefined }, alloy: undefined } }, []],
  ])('%j', (props, problems) => {
    const withoutOwner = (found: readonly string[], owner: string) => found.map((line) => line.slice(owner.length + 1));
    expect(withoutOwner(lines(environment(props)), 'environments.team')).toEqual(problems);
    expect(
      withoutOwner(
        lines(() => library(props)),
        'Stack/Logging',
      ),
    ).toEqual(problems);
  });
});
