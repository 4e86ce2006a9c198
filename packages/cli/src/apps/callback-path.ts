/** Where an app answers. */
export function pathOf(name: string): string {
  return `/v1/dingtalk/${name}`;
}

/** All the paths where one of some apps answers: `/v1/dingtalk` too, where it is the only one or the one called `default`. */
export function pathsOf(name: string, apps: readonly object[]): readonly string[] {
  return name === 'default' || apps.length === 1 ? ['/v1/dingtalk', pathOf(name)] : [pathOf(name)];
}

/** The path to call for an app: the shortest where it answers. Without a name it is about the app at `/v1/dingtalk`. */
export function callbackPath(name: string | undefined): string {
  return name === undefined || name === 'default' ? '/v1/dingtalk' : pathOf(encodeURIComponent(name));
}
