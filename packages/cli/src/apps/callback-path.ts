/** Where an app answers; `/v1/dingtalk` alone is the only one's, or that of the one called `default`. */
export function pathOf(name: string): string {
  return `/v1/dingtalk/${name}`;
}
