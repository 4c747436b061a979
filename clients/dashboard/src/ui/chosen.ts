// SPDX-License-Identifier: Apache-2.0
// A value that is sent as soon as it is chosen. What was chosen is shown while it is sent; what is on record would take it
// back for that long.
import { useState } from 'preact/hooks'

export function useChosen<T>(recorded: T, change: { isPending: boolean }): [shown: T, choose: (value: T) => void] {
  const [chosen, choose] = useState(recorded)
  return [change.isPending ? chosen : recorded, choose]
}
