/** Module of another file, whose values nobody knows. */
export const MODULE = `
import.http "m" { url = "http://modules/m.alloy" }
m.any "thing" { }
`;

/** Destination of all lines. */
export const WRITE = `
loki.write "w" {
  endpoint {
    url = "http://loki/loki/api/v1/push"
  }
}
`;

/** Stage of the container format, before the destination. */
export const CRI = `
loki.process "cri" {
  stage.cri { }
  stage.label_drop { values = ["filename"] }
  forward_to = [loki.write.w.receiver]
}
${WRITE}`;

/** A source of the files of pods, by a fixed pattern. */
export const PODS = `
local.file_match "pods" {
  path_targets = [{ __path__ = "/var/log/pods/*/*/*.log" }]
}
loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.cri.receiver]
}
${CRI}`;

/** A discovery of pods, of all nodes unless `more` restricts it. */
export const discovery = (role: string, more = ''): string => `
discovery.kubernetes "d" {
  role = "${role}"
  ${more}
}
`;

/** A source of the Kubernetes API. */
export const API = `
loki.source.kubernetes "k" {
  targets    = discovery.relabel.d.output
  forward_to = [loki.write.w.receiver]
  clustering { enabled = true }
}
${WRITE}`;

/** A relabelling without rules. */
export const RELABEL = `
discovery.relabel "d" {
  targets = discovery.kubernetes.d.targets
}
`;

/** A selector of the Alloy's own node. */
export const OWN = 'selectors {\n role = "pod"\n field = "spec.nodeName=" + sys.env("NODE_NAME")\n }';
