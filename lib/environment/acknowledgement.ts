/** A warning that is meant: where, and why. */
export interface Acknowledgement {
  /** Id of the rule: `CLUSTER-ADMINS-1`. */
  readonly rule: string;

  /** Path of the finding, as `eks-loki check` prints it. */
  readonly path: string;

  /** Why it is meant, for whoever reads this next. */
  readonly reason: string;
}
