# SPDX-License-Identifier: Apache-2.0
"""What a mail server tells of a mail that it could not deliver (RFC 3464)."""

REPORT = """From: MAILER-DAEMON@mx.example.jp\r
To: no-reply@hoshitori.example.jp\r
Message-ID: <20261201.abc@mx.example.jp>\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.jp\r
\r
Final-Recipient: rfc822; {recipient}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <{mail}@hoshitori.example.jp>\r
--b--\r
"""
