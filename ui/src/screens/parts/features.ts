import type { PermissionLine } from "../../bridge/generated/bridge";

/** Permissions that belong together; `null` is what the product always needs. */
export interface FeatureGroup {
  feature: string | null;
  permissions: PermissionLine[];
}

/** Groups permissions by feature, in the order in which features first appear. */
export function byFeature(permissions: readonly PermissionLine[]): FeatureGroup[] {
  const groups: FeatureGroup[] = [];
  for (const permission of permissions) {
    const group = groups.find(({ feature }) => feature === permission.feature);
    if (group === undefined) groups.push({ feature: permission.feature, permissions: [permission] });
    else group.permissions.push(permission);
  }
  return groups;
}
