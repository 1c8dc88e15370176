/** Folder that manifests are written to, unless another is named. Each environment has a folder in it. */
export const MANIFESTS_FOLDER = 'k8s.out';
