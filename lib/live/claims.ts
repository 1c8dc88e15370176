import type { Claim, VolumeMakers } from './pods';

/** Annotation of a StorageClass that is the default. */
const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** Annotation of a claim with the node that the scheduler has chosen. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Annotation of a claim with the driver that was asked for its volume. */
export const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';

/** Names of drivers that have an object CSIDriver. */
const IS_CSI = /\bcsi\b/;

/** Reason why a claim never gets its volume. */
interface ClaimTrouble {
  /** Reason, in one word. */
  readonly reason: 'ClaimLost' | 'ClassMissing' | 'NoDefaultClass' | 'DriverMissing';

  /** Message, on one line. */
  readonly message: string;
}

/**
 * Reason why a claim never gets its volume, by the StorageClasses and drivers of the cluster. A claim that waits for the first
 * pod that uses it (WaitForFirstConsumer) has no such reason: the trouble of that pod tells the cause.
 */
export function claimTrouble({ metadata, spec, status }: Claim, makers: VolumeMakers): ClaimTrouble | undefined {
  const { name, annotations = {} } = metadata;
  const { classes, drivers } = makers;
  if (status?.phase === 'Lost') {
    return { reason: 'ClaimLost', message: `volume claim ${name} is Lost: its volume was deleted` };
  }
  const named = spec?.storageClassName;
  // An empty name asks for a volume that is made by hand.
  if (status?.phase !== 'Pending' || !classes || named === '') return undefined;
  const found = classes.find((one) => one.metadata.name === named);
  if (named !== undefined && !found) {
    const message = `volume claim ${name} asks for StorageClass ${named}, which does not exist`;
    return { reason: 'ClassMissing', message };
  }
  if (!found) {
    if (classes.some((one) => one.metadata.annotations?.[DEFAULT] === 'true')) return undefined;
    const message = `volume claim ${name} names no StorageClass, and the cluster has no default`;
    return { reason: 'NoDefaultClass', message };
  }
  const { provisioner } = found;
  const isAsked = annotations[SELECTED_NODE] !== undefined || annotations[PROVISIONER] !== undefined;
  if (!isAsked || !drivers || !IS_CSI.test(provisioner) || drivers.includes(provisioner)) return undefined;
  const message = `volume claim ${name} waits for the driver ${provisioner} of StorageClass ${named}, which is not in the cluster`;
  return { reason: 'DriverMissing', message };
}
