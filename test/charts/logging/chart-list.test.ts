import { App, Chart } from 'cdk8s';
import { ChartList } from '../../../charts/logging/chart-list';

interface Props {
  readonly extra: boolean;
}

class First extends Chart {
  public readonly url = 'http://first';
}

const LIST = ChartList.of<Props>()
  .add({ name: 'first', id: '10-first', namespace: () => ({ name: 'a' }), make: (scope, id) => new First(scope, id) })
  .add({
    name: 'extra',
    id: '15-extra',
    make: (scope, id, { props }) => (props.extra ? new Chart(scope, id) : undefined),
  });

describe('a list of charts', () => {
  test('makes its charts in order, by name, and leaves out what the properties do not ask for', () => {
    const ids = (extra: boolean) => {
      const app = new App();
      const made = LIST.make(app, { extra });
      expect(made.first.url).toBe('http://first');
      expect(made.extra === undefined).toBe(!extra);
      return app.node.children.map(({ node }) => node.id);
    };
    expect(ids(true)).toEqual(['10-first', '15-extra']);
    expect(ids(false)).toEqual(['10-first']);
  });

  test('tells a chart the namespaces of all, and which of them use Loki', () => {
    let seen: unknown;
    const list = ChartList.of<Props>()
      .add({
        name: 'namespaces',
        id: '00',
        make: (scope, id, { namespaces, clientNamespaces }) => {
          seen = { namespaces, clientNamespaces };
          return new Chart(scope, id);
        },
      })
      .add({ name: 'a', id: '10', namespace: () => ({ name: 'a' }), make: (scope, id) => new Chart(scope, id) })
      .add({
        name: 'b',
        id: '20',
        namespace: () => ({ name: 'b' }),
        usesLoki: true,
        make: (scope, id) => new Chart(scope, id),
      });
    list.make(new App(), { extra: false });
    expect(seen).toEqual({ namespaces: [{ name: 'a' }, { name: 'b' }], clientNamespaces: ['b'] });
  });

  test('refuses an id that does not come after those before it', () => {
    expect(() => LIST.add({ name: 'late', id: '12-late', make: (scope, id) => new Chart(scope, id) })).toThrow(
      '12-late must come after 15-extra: raise its number',
    );
  });

  test('does not compile where a chart needs one that is not made before it', () => {
    const late = LIST.add({
      name: 'late',
      id: '20-late',
      // @ts-expect-error there is no chart of that name before it
      make: (scope, id, { made }) => (made.later ? new Chart(scope, id) : new Chart(scope, id)),
    });
    // @ts-expect-error and one that may be undefined cannot be used without a check
    const use = () => late.make(new App(), { extra: false }).extra.node;
    expect(use).toThrow(TypeError);
  });
});
