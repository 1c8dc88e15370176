/** Service that takes roles for pods with EKS Pod Identity (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html). */
export const POD_IDENTITY_SERVICE = 'pods.eks.amazonaws.com';
