/** Severity of an alert: act at once, on the next working day, or at leisure. */
type Severity = 'critical' | 'warning' | 'info';

/** Program that exposes what an alert reads, besides those of this library. */
type MetricsFromOthers = 'kube-state-metrics' | 'kubelet';

/** An alert. */
export interface Alert {
  /** Its name. */
  readonly name: string;

  /** Expression in PromQL. */
  readonly expr: string;

  /** Time for which the expression holds before it fires, such as `10m`. @default - it fires at once */
  readonly for?: string;

  /** Severity. */
  readonly severity: Severity;

  /** Statement of what happens, with `{{ $labels.… }}` and `{{ $value }}`. */
  readonly summary: string;

  /** Reason: what goes wrong if nobody acts. */
  readonly why: string;

  /** First thing to do. */
  readonly first: string;

  /** Program of others whose metrics it reads. Without them it never fires. @default - only those of this library */
  readonly from?: MetricsFromOthers;
}

/** Facts that alerts depend on. */
export interface AlertContext {
  /** Name of the cluster, the label `cluster` of series. */
  readonly cluster: string;

  /** Namespace of Loki. */
  readonly loki: string;

  /** Namespace of Alloy. */
  readonly alloy: string;

  /** Labels `job` of the components of Loki that must be there. */
  readonly jobs: readonly string[];

  /** Planned volume in GB a day. */
  readonly gigabytesPerDay: number;

  /**
   * Name of the Secrets with the passwords, where those are made by hand.
   *
   * @default - they are in AWS, which replaces none
   */
  readonly passwordSecret?: string;
}

/** Alerts of one subject. */
export interface AlertGroup {
  /** Name of the group. */
  readonly name: string;

  /** Its subject, as a heading. */
  readonly title: string;

  /** Its alerts. `alertsOf` limits their expressions to the cluster. */
  readonly alerts: (context: AlertContext) => readonly Alert[];
}
