// SPDX-License-Identifier: Apache-2.0
// What somebody may not do is not offered; the server refuses it in any case.
import type { ComponentChildren } from 'preact'
import { type Right, useRights } from '../session'
import { words } from '../words'
import { Heading } from './heading'
import { Notice } from './notice'

export function Allowed(props: { right: Right; children: ComponentChildren }) {
  return useRights().has(props.right) ? <>{props.children}</> : null
}

// For a page that is nothing but one thing to do.
export function AllowedPage(props: { right: Right; title: string; children: ComponentChildren }) {
  return useRights().has(props.right) ? <>{props.children}</> : <NotAllowed title={props.title} />
}

export function NotAllowed(props: { title: string }) {
  return (
    <>
      <Heading title={props.title} />
      <Notice>{words().notAllowed}</Notice>
    </>
  )
}
