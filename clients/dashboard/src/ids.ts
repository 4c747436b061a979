// SPDX-License-Identifier: Apache-2.0
// Names of elements, for labels and descriptions. Preact's own are counted anew where a tree is drawn anew, so that a label led to
// another field.
import { useState } from 'preact/hooks'

let made = 0

export function useId(): string {
  return useState(() => `id-${++made}`)[0]
}
