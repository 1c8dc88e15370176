/** Warning that is accepted: its rule, path and reason. */
export interface Acknowledgement {
  /** Id of the rule: `CLUSTER-ADMINS-1`. */
  readonly rule: string;

  /** Path of the finding, as `eks-loki check` prints it. */
  readonly path: string;

  /** Reason why it is accepted, for the next reader. */
  readonly reason: string;
}
