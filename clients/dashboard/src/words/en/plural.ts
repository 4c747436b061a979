// SPDX-License-Identifier: Apache-2.0
// English of one and of several: “1 supplier”, “2 suppliers”.
export function counted(count: number | string, one: string, several = `${one}s`): string {
  return `${count} ${of(count, one, several)}`
}

// What follows a count, such as its verb.
export function of(count: number | string, one: string, several: string): string {
  return /^1( |$)/.test(String(count)) ? one : several
}
