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
  /** Fields of it that spokes depend on. */
  readonly hub: Hub;

  /** Lets roles of other accounts read passwords of its users. */
  shareWith(...readers: readonly SharedPasswordReader[]): void;
}

/** A Loki elsewhere that gets all lines: exactly one of `of` and `url`. */
export interface LokiElsewhereProps extends LokiElsewhere {
  /** Another `LokiLogging` of the app, which has `expose`. @default - Loki is at `url` */
  readonly of?: ILokiHub;
}

/** True for a `LokiLogging`, whatever its properties are. */
const isHub = (value: unknown): value is ILokiHub =>
  typeof value === 'object' && value !== null && 'hub' in value && 'shareWith' in value;

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
  ...ELSEWHERE_FIELDS,
};

const validate = fields<LokiElsewhereProps>("{ of: hub }, or { url: 'https://loki.example.com' }", OWN);

/** Problems of the property, whose hub is a construct here and a name in an environment. */
export const elsewhereProblems = (loki: unknown): Problem[] => validate('loki', loki);

/** The hub of the property; undefined if it has none. */
export function hubOf(loki: unknown): ILokiHub | undefined {
  const of = isReadable(loki) ? readOf(loki, 'of') : undefined;
  return isHub(of) ? of : undefined;
}

/** The property in the form of an environment; undefined for another value than an object. */
export function elsewhereForm(loki: unknown): unknown {
  // Another value has a problem of its own.
  if (!isReadable(loki)) return undefined;
  const of = hubOf(loki);
  const keys = Object.keys(ELSEWHERE_FIELDS).filter((key) => readOf(loki, key) !== undefined);
  const form = Object.fromEntries(keys.map((key) => [key, inputCopy(readOf(loki, key), `loki.${key}`)]));
  return of ? { of: of.hub.title, ...form } : form;
}
