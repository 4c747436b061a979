// SPDX-License-Identifier: Apache-2.0
// What is shown where a page cannot be drawn: most often its script could not be fetched, because the network is away
// or the server has been replaced since the tab was opened.
import { Component, type ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { words } from '../words'
import { Heading } from './loaded'
import { Notice } from './notice'

// Loads the tab anew once the server answers: a browser that cannot reach it would show a page of its own.
function Failed() {
  const [trying, setTrying] = useState(false)
  const again = () => {
    setTrying(true)
    fetch('/', { cache: 'no-store' }).then(
      () => location.reload(),
      () => setTrying(false),
    )
  }
  return (
    <>
      <Heading title={words().failed} />
      <Notice kind="bad">
        <p>{words().failedStep}</p>
        <button type="button" aria-disabled={trying} onClick={() => !trying && again()}>
          {words().again}
        </button>
      </Notice>
    </>
  )
}

export class Boundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    return this.state.failed ? <Failed /> : this.props.children
  }
}
