import { checkCharts } from '../../../lib/checks/checked-charts';
import { title } from '../../../lib/manifests/manifest';
import { ENVIRONMENT_NAMES, ENVIRONMENTS, templatesOfOurs } from '../../helpers/environments';
import type { KubernetesObject } from '../../helpers/charts';

/** Objects by title. */
const byTitle = (objects: readonly KubernetesObject[]): Record<string, KubernetesObject> =>
  Object.fromEntries(objects.map((object) => [title(object), object]));

test.each(ENVIRONMENT_NAMES)(
  '%s: the files have exactly the objects that a deploy applies, labels included',
  (name) => {
    const [checked] = checkCharts([ENVIRONMENTS[name] as never]);
    const files = checked?.files.flatMap(({ objects }) => objects as unknown as KubernetesObject[]) ?? [];
    const { Logging } = templatesOfOurs(name);
    const delivered = Object.values(Logging?.Resources ?? {}).flatMap(({ Properties }) =>
      typeof Properties['Manifest'] === 'string' ? (JSON.parse(Properties['Manifest']) as KubernetesObject[]) : [],
    );
    expect(delivered.length).toBeGreaterThan(50);
    expect(byTitle(files)).toEqual(byTitle(delivered));
  },
);
