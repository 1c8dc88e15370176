import type { IConstruct } from 'constructs';
import type { Hub } from '../../environment/hub/hub';
import type { LokiElsewhere } from '../../environment/hub/props';
import { ELSEWHERE_FIELDS } from '../../environment/hub/validate';
import type { SharedPasswordReader } from '../../identity/log-credentials-props';
import { fields, isReadable, type PropValidators } from '../../../charts/input/props';
import { readOf } from '../../../charts/input/plain-copy';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { inputCopy } from '../../environment/values';

/** A `LokiLogging` whose Loki others send to. */
export interface ILokiHub extends IConstruct {
  /** Its fields that spokes depend on. */
  readonly hub: Hub;

  /** Lets roles of other accounts read passwords of its users. */
  shareWith(...readers: readonly SharedPasswordReader[]): void;
}

/** A Loki elsewhere that gets all lines: exactly one of `of` and `url`. */
export interface LokiElsewhereProps extends LokiElsewhere {
  /** Another `LokiLogging` of the app, which has `expose`. @default - none: Loki is at `url` */
  readonly of?: ILokiHub;
}

/** True for a `LokiLogging` with any properties. */
function isHub(value: unknown): value is ILokiHub {
  if (!isReadable(value) || typeof readOf(value, 'shareWith') !== 'function') return false;
  const hub: unknown = readOf(value, 'hub');
  if (!isReadable(hub)) return false;
  const kinds = { title: 'string', pathOf: 'function', parts: 'object', props: 'object' };
  return Object.entries(kinds).every(([key, kind]) => typeof readOf(hub, key) === kind && readOf(hub, key) !== null);
}

const JUDGED = Object.fromEntries(
  Object.keys(ELSEWHERE_FIELDS).map((key) => [key, () => []]),
) as unknown as typeof ELSEWHERE_FIELDS;

const EXAMPLE = "{ of: hub }, or { url: 'https://loki.example.com' }";

const OWN: PropValidators<LokiElsewhereProps> = {
  of: (path, value) =>
    value === undefined || isHub(value)
      ? []
      : [
          problemOfValue(path, value, {
            wrong: 'is not a LokiLogging',
            fix: "write one such as new LokiLogging(this, 'Hub', { … })",
          }),
        ],
  // The schema of an environment validates the others.
  ...JUDGED,
};

const validate = fields<LokiElsewhereProps>(EXAMPLE, OWN);

/** Problems of the property that an environment does not have: here its hub is a construct, and it names one Loki. */
export function elsewhereProblems(loki: unknown): Problem[] {
  const problems = validate('loki', loki);
  if (problems.length > 0 || loki === undefined || Object.keys(loki as object).length > 0) return problems;
  return [problemOfValue('loki', loki, { wrong: 'names no Loki', fix: `write one such as ${EXAMPLE}` })];
}

/** The hub of the property; undefined if it has none. */
export function hubOf(loki: unknown): ILokiHub | undefined {
  const of = isReadable(loki) ? readOf(loki, 'of') : undefined;
  return isHub(of) ? of : undefined;
}

/** The property in the form of an environment; undefined for another value than an object. */
export function elsewhereForm(loki: unknown): unknown {
  // Any other value has its own problem.
  if (!isReadable(loki)) return undefined;
  const of = hubOf(loki);
  const keys = Object.keys(ELSEWHERE_FIELDS).filter((key) => readOf(loki, key) !== undefined);
  const form = Object.fromEntries(keys.map((key) => [key, inputCopy(readOf(loki, key), `loki.${key}`)]));
  return of ? { of: of.hub.title, ...form } : form;
}
