// SPDX-License-Identifier: Apache-2.0
// Pages of IPA, where stars are declared and what is asked for is published.
import { words } from '../words'

const IPA = {
  declare: 'https://security-shien.ipa.go.jp/security/index.html',
  guideline: 'https://www.ipa.go.jp/security/guide/sme/about.html',
  scs: 'https://www.ipa.go.jp/security/scs/',
}

export type IpaPage = keyof typeof IPA

export function IpaLink(props: { to: IpaPage }) {
  return (
    <a href={IPA[props.to]} target="_blank" rel="noopener">
      {words().supplier.ipa[props.to]}
    </a>
  )
}
