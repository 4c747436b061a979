// SPDX-License-Identifier: Apache-2.0
// What is shown where something cannot be drawn. Of a page most often its script could not be fetched, because the
// network is away or the server has been replaced since the tab was opened. Of a part only that part is lost: the rest of
// the page stays, with what was typed in its forms.
import { Component, type ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { language, words } from '../words'
import { unreachable } from '../words/unreachable'
import { Heading } from './heading'
import { Notice } from './notice'

// Loads the tab anew once the server answers: a browser that cannot reach it would show a page of its own.
export function Failed() {
  const text = unreachable[language.value]
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
      <Heading title={text.failed} />
      <Notice kind="bad">
        <p>{text.failedStep}</p>
        <button type="button" aria-disabled={trying} onClick={() => !trying && again()}>
          {text.again}
        </button>
      </Notice>
    </>
  )
}

// `data`: what is drawn; other data is tried anew.
type Part = { children: ComponentChildren; data: unknown; again: () => void }

export class PartBoundary extends Component<Part, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override componentDidUpdate(before: Part) {
    if (this.state.failed && before.data !== this.props.data) this.setState({ failed: false })
  }
  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <Notice kind="bad">
        <p>{words().partFailed}</p>
        <button type="button" onClick={this.props.again}>
          {words().again}
        </button>
      </Notice>
    )
  }
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
