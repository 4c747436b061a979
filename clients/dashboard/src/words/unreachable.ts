// SPDX-License-Identifier: Apache-2.0
// What is said when a file of the page cannot be fetched, the words of a language among them: so it is at hand in both.
export const unreachable = {
  ja: {
    failed: '表示できませんでした。',
    failedStep: '通信が切れているか、サービスが更新されています。通信の状態を確認し、もう一度お試しください。',
    again: 'もう一度読み込む',
  },
  en: {
    failed: 'This could not be shown.',
    failedStep: 'The connection is lost, or the service was renewed. Check your connection and try again.',
    again: 'Load again',
  },
}
