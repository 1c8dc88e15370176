/** Configuration in which the node is given, in place of the component that asks the Kubernetes API for it. */
export function withNode(config: string): string {
  const labels = {
    topology_kubernetes_io_zone: 'us-east-1a',
    karpenter_sh_nodepool: 'general',
    node_kubernetes_io_instance_type: 'm7g.large',
    example_com_team: 'platform',
  };
  const target = Object.entries(labels).map(([key, value]) => `__meta_kubernetes_node_label_${key} = "${value}"`);
  return config
    .replace(/discovery\.kubernetes "node" \{\n[\s\S]*?\n\}\n/, '')
    .replace('discovery.kubernetes.node.targets', `[{ ${target.join(', ')} }]`);
}
