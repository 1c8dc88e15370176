/** Series with their values, in the notation of promtool, one value a minute unless `every` says otherwise. */
type SeriesValues = Readonly<Record<string, string>>;

/** Series at which an alert fires, and series that look alike and are right. */
interface AlertCase {
  /** Time at which it fires, counted from the first value. */
  readonly at: string;

  /** Interval of values and evaluations. @default 1m */
  readonly every?: string;

  /** Series at which it fires. */
  readonly fires: SeriesValues;

  /** Series at which it does not. */
  readonly silent: SeriesValues;
}

/** Cases by the name of the alert. */
export type AlertCases = Readonly<Record<string, AlertCase>>;

/** A series of Loki: its name, the component that exposes it, and more labels. */
export const loki = (name: string, component = 'distributor', more = ''): string =>
  `${name}{cluster="dev", namespace="loki", job="loki/${component}", pod="loki-${component}-0"${more && `, ${more}`}}`;

/** A series of an agent. */
export const alloy = (name: string, more = ''): string =>
  `${name}{cluster="dev", namespace="alloy", job="alloy/agent", pod="alloy-x"${more && `, ${more}`}}`;
