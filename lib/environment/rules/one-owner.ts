/** Words for something that may have only one owner. */
export interface OneOwner {
  /** Words between its value and the first owner: `is also the cluster of`. */
  readonly is: string;

  /** Advice for the second owner. */
  readonly fix: string;
}
