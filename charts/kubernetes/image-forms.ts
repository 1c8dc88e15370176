import { IMAGE, type TextForm } from '../input/forms';
import { type PropValidators, text } from '../input/props';
import { IMAGES, type Images } from './images';

/** Last parts of the repositories of a program, by the field of its image. */
const PROGRAMS: { readonly [K in keyof Required<Images>]: readonly string[] } = {
  loki: ['loki'],
  alloy: ['alloy'],
  nginx: ['nginx', 'nginx-unprivileged'],
  memcached: ['memcached'],
  memcachedExporter: ['memcached-exporter'],
  seaweedfs: ['seaweedfs'],
  lokiCanary: ['loki-canary'],
  rolloutOperator: ['rollout-operator'],
  grafana: ['grafana', 'grafana-oss', 'grafana-enterprise'],
};

/** Programs beside these that somebody may take for one of them. */
const OTHERS = [
  'promtail',
  'logcli',
  'grafana/agent',
  'grafana-agent',
  'agent-operator',
  'loki-operator',
  'prometheus',
  'fluent-bit',
];

const NAMES: readonly string[] = [...Object.values(PROGRAMS).flat(), ...OTHERS];

/** Images of a program that do not run as they are set up here, and why. */
interface TooOld {
  readonly pattern: RegExp;
  readonly wrong: string;
}

const TOO_OLD: Partial<Readonly<Record<keyof Images, TooOld>>> = {
  // It lacks components and keys of the configuration, and ends as soon as it starts.
  loki: {
    pattern: /(?:^|\/)grafana\/loki:v?[0-2]\.\d/,
    wrong: 'does not know the configuration, which is for Loki 3',
  },
  // Those that are not of Grafana have versions of their own.
  grafana: {
    pattern: /(?:^|\/)grafana\/grafana(?:-oss|-enterprise)?:v?[0-9]\.\d/,
    wrong: 'is older than Grafana 10, and its settings, datasources and dashboards are for later ones',
  },
  // It ends at a flag that it does not know.
  memcached: {
    pattern: /(?:^|\/)memcached:v?1\.[0-4](?:\.|-|$)/,
    wrong: 'does not know its flags, which are for memcached 1.5 and later',
  },
};

/** The program that an image is of by the last part of its repository, if it is not that of its field. */
function otherProgram(key: keyof Images, image: string): string | undefined {
  const [, repository = '', tag = ''] = /^([^@]*?)(?::([^/@]*))?(?:@.*)?$/.exec(image) ?? [];
  const own = PROGRAMS[key];
  const name = NAMES.find((each) => `/${repository}`.endsWith(`/${each}`));
  // A repository for several programs tells them apart by their tags.
  return name === undefined || own.includes(name) || own.some((each) => tag.includes(each)) ? undefined : name;
}

/** Form of the images of a program. */
const imageOf = (key: keyof Images): TextForm => ({
  ...IMAGE,
  example: IMAGES[key],
  faultOf: (image) => {
    const fault = IMAGE.faultOf(image);
    if (fault) return fault;
    const fix = `use one such as '${IMAGES[key]}'`;
    if (/^v?\d+(?:\.\d+)+(?:[.-]\w+)*$/.test(image)) return { wrong: 'is a tag without its image', fix };
    if (/^sha\d+:/.test(image)) return { wrong: 'is a digest without its image', fix };
    const other = otherProgram(key, image);
    if (other !== undefined) return { wrong: `is an image of ${other}`, fix };
    const old = TOO_OLD[key];
    return old?.pattern.test(image) ? { wrong: old.wrong, fix } : undefined;
  },
});

/** Validators of images, by program. */
export const IMAGE_VALIDATORS = Object.fromEntries(
  (Object.keys(IMAGES) as (keyof Images)[]).map((key) => [key, text(imageOf(key))]),
) as unknown as PropValidators<Images>;
