/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of refusals and of advisories on a demand: what to do about it. In the order of codes. */
#include "domain/text_tables.h"

static const struct text advisories[] = {
    {"consultation_missing",
     "費用などの協議の記録がありません。取引先と協議し、その内容を記録してください。",
     "No talks about costs are on record. Talk to the supplier and keep a record."},
    {"due_before_obtainable",
     "対応期限[（{due_on}）]が制度の開始日[（{obtainable_from}）]"
     "より前です。開始日以降の期限を設定してください。",
     "The due date[ {due_on}] lies before the scheme opens[ ({obtainable_from})]. Set a later "
     "one."},
    {"reason_missing",
     "要求の理由が入力されていません。取引先が理解できるよう、理由を記入してください。",
     "No reason is given. Say why, so that the supplier can understand the demand."},
    {"short_notice",
     "通知から対応期限までの期間が短くなっています。取引先と時期を相談してください。",
     "There is little time between notice and due date. Talk to the supplier about the date."},
    {"star_not_obtainable",
     "★{required_star}"
     "はまだ取得できません。取得できるようになるまで、充足状況は「制度開始待ち」と表示されます。",
     "★{required_star} cannot be obtained yet. Until then the status is shown as waiting for the "
     "scheme."},
    {"uniform_demand",
     "多くの取引先に同じ要求をしています。取引の内容ごとに必要な水準を確認してください。",
     "Many suppliers get the same demand. Check for each kind of business which star is needed."},
};

const struct text_rows text_advisories = {advisories, sizeof advisories / sizeof *advisories};

static const struct text problems[] = {
    {"already_revoked", "すでに無効にされています。", "It was revoked before."},
    {"already_withdrawn", "すでに取り下げられています。", "It was withdrawn before."},
    {"ambiguous_length",
     "本文の長さの指定（Content-LengthやTransfer-"
     "Encoding）が正しくありません。1つだけ正しく指定してください。",
     "The length of the body is not clear. Send one right Content-Length, or one "
     "Transfer-Encoding: chunked."},
    {"ambiguous_supplier",
     "この法人番号の取引先は複数あります。取引先コード[（{codes}）]で指定してください。",
     "The number fits several suppliers. Use the code[: {codes}]."},
    {"assessment_empty", "回答が1件もありません。回答を入力してから提出してください。",
     "There is not a single answer. Fill in answers, then submit."},
    {"assessment_state",
     "自己評価の現在の状態では行えない操作です。回答を変えるには、新しい自己評価を作成してください"
     "。",
     "This cannot be done while the assessment is in its present state[ ({state})]. To change "
     "answers, begin a new assessment."},
    {"body_incomplete", "本文が途中で切れています。もう一度送信してください。",
     "The body was cut off. Send it again."},
    {"body_missing", "データ（本文）がありません。内容を付けて送信してください。",
     "The request has no body. Send one."},
    {"body_not_allowed", "この操作ではデータ（本文）を送信できません。",
     "This operation takes no body. Leave it out."},
    {"busy", "ほかの処理が進行中です。少し待ってからもう一度送信してください。",
     "Something else is being done with it. Wait a little and try again."},
    {"cell_became_date",
     "番号が日付に変わっています。表計算ソフトで列の書式を「文字列」にし、入力し直してください。",
     "The spreadsheet made a date of it. Set the column to text and enter it again."},
    {"changed_by_hand",
     "この取込元の後に手入力などで変更されています。最新のシートを出力し直してから変更してください"
     "。",
     "It was changed outside this sheet. Export the sheet again and change that one."},
    {"characters_lost",
     "文字化けしています（「?」「〓」などに置き換わっています）[。登録済みの内容は「{stored}」です]"
     "。元の文字で入力し直してください。",
     "Characters were lost when the text was converted (they became ?, 〓 or the like)[; on file "
     "is “{stored}”]. Enter them again."},
    {"code_differs",
     "取引先コードがURLのコード（{code}）と異なります。同じコードを入力してください。",
     "The code differs from the one in the URL ({code}). Send the same one."},
    {"code_needed",
     "2段階確認のコードが必要です。確認コード用のアプリに表示される6桁の数字、または回復コードを入"
     "力し"
     "てください。",
     "This account has a second factor. Send the six digits that your authenticator shows as code, "
     "or a recovery code."},
    {"code_wrong",
     "コードが一致しません。確認コード用のアプリに今表示されている6桁の数字を入力してください。",
     "The code does not fit. Send the six digits that your authenticator shows now."},
    {"column_missing",
     "見出し行にこの列がありません。見出しと、区切りがカンマであることを確認してください。",
     "The first row has no such heading. Check the headings, and that commas separate the cells."},
    {"conflict", "現在の状態と矛盾するため、処理できません。最新の内容を確認してください。",
     "The request conflicts with the present state. Read it again and decide anew."},
    {"contact_unnamed", "担当者には、氏名とメールアドレスの少なくとも一方を入力してください。",
     "A contact needs a name or an e-mail address."},
    {"corporate_number_check_digit",
     "法人番号のチェックデジットが合いません。番号を確認してください。",
     "The check digit of the corporate number does not fit. Check the number."},
    {"corporate_number_format",
     "法人番号は半角数字13桁で入力してください（ハイフンや先頭の「T」は不要です）。",
     "Enter the corporate number as 13 digits, without hyphens and without a T before it."},
    {"corporate_number_mismatch",
     "法人番号が組織の番号と一致しません。発注企業に確認してください。",
     "The corporate number is not that of the organisation. Ask the other side which one is "
     "right."},
    {"corporate_number_taken", "この法人番号は、ほかの組織のものとして確認済みです。",
     "The corporate number is proven for another organisation."},
    {"csv_malformed",
     "[{line}行目の{column}列目で、]"
     "CSVとして読み取れません。引用符（\"）の対応を確認してください。",
     "This cannot be read as CSV[ (line {line}, column {column})]. Check the quotation marks."},
    {"daily_quota_reached",
     "1日に登録できる件数の上限（{quota}：{most}"
     "件）に達しています。日本時間の午前0時以降に、もう一度"
     "実行してください。上限の引き上げは、サービスの運用者にご依頼ください。",
     "The limit for a day ({quota}: {most}) is reached. Go on after midnight in Tokyo; the "
     "operator "
     "of the service can raise it."},
    {"date_ambiguous", "年月日の順が分からない日付です。「2027-06-30」のように入力してください。",
     "It is not clear which day is meant. Write it as 2027-06-30."},
    {"date_in_future", "未来の日付は入力できません。今日以前の日付を入力してください。",
     "The date lies in the future. Enter today or an earlier day."},
    {"date_in_past", "過去の日付は入力できません。今日以降の日付を入力してください。",
     "The date lies in the past. Enter today or a later day."},
    {"date_without_year", "年が分からない日付です。「2027-06-30」のように年から入力してください。",
     "The year is missing. Write the day as 2027-06-30."},
    {"decided_by_rule",
     "この要求は既定ルール[（{rule}）]"
     "によるものです。ルールを変更するか、この取引先を対象外にしてください。",
     "This demand comes from a rule[ ({rule})]. Change the rule, or exempt the supplier."},
    {"declaration_exists",
     "同じ番号の宣言または登録が、重なる期間ですでに入力されています。既存の内容を確認してください"
     "。",
     "A declaration with this number is on file for overlapping days. Look at that one first."},
    {"declaration_id_format",
     "番号の形式が正しくありません。自己宣言IDは4または5で始まる11桁の数字です。",
     "The number does not have the right form. A declaration ID has 11 digits and begins with 4 or "
     "5."},
    {"declaration_id_format/3", "登録番号を入力してください。", "Enter the registration number."},
    {"declaration_replaced",
     "差し替え済みの宣言または登録です。差し替え後のものを指定してください。",
     "It was replaced. Use the one that took its place."},
    {"due_on_before_effective_from",
     "対応期限が適用開始日より前になっています。適用開始日以降の日付を入力してください。",
     "The due date lies before the day from which the demand applies. Enter a later one."},
    {"duplicate_criterion", "同じ項目に複数の回答があります。1つにしてください。",
     "The same item is answered more than once. Keep one answer."},
    {"duplicate_items", "同じ値が重複しています。1つにしてください。",
     "The same value appears more than once. Keep one."},
    {"duplicate_json_key", "JSONの同じ項目が2回書かれています。1つにしてください。",
     "A field of the JSON is given twice. Keep one."},
    {"edition_closed", "この版での受付は終了しています。新しい版で回答してください。",
     "This edition is closed to new submissions. Answer the newer edition."},
    {"edition_fixed", "登録済みの版は変更できません。新しいIDの版として登録してください。",
     "An edition cannot be changed once it is loaded. Load it under a new id."},
    {"edition_mismatch", "別の版のシートです。この自己評価の版のシートを使ってください。",
     "The sheet belongs to another edition. Use the sheet of the assessment's edition."},
    {"effective_from_in_past",
     "適用開始日に過去の日付は指定できません。今日以降の日付を入力してください。",
     "A demand cannot apply from a past day. Enter today or a later day."},
    {"encoding_invalid",
     "[{line}行目に、]文字コードの合わない文字があります。Excelでは「CSV "
     "UTF-8（コンマ区切り）」で保存し直してください。Shift_JISのファイルは、文字コードにShift_"
     "JISを指定すると読み取れます（APIでは charset=Shift_JIS）。",
     "[Line {line} has ]bytes that are not of the named encoding. Save the file as “CSV UTF-8”, or "
     "name Shift_JIS as its encoding (charset=Shift_JIS in the API)."},
    {"etag_mismatch",
     "その間に内容が変更されています。最新の内容を読み直し、新しいETagで送信してください。",
     "It was changed in the meantime. Read it again and send the new ETag."},
    {"forbidden", "このAPIキーでは行えない操作です。必要な権限のあるキーをお使いください。",
     "This API key does not allow the operation. Use a key that has the right."},
    {"headers_too_large", "ヘッダーが多すぎるか、長すぎます。減らしてから送信してください。",
     "There are too many headers, or they are too long. Send fewer."},
    {"idempotency_key_in_use",
     "同じIdempotency-Keyのリクエストを処理中です。少し待ってから同じ内容で送信してください。",
     "A request with the same Idempotency-Key is being handled. Wait a little, then send the same "
     "again."},
    {"idempotency_key_invalid", "Idempotency-Keyは1～255文字の英数字と記号で指定してください。",
     "Idempotency-Key must have 1 to 255 printable ASCII characters."},
    {"idempotency_key_required",
     "Idempotency-Keyヘッダーが必要です。リクエストごとに新しい値（UUIDなど）を指定してください。",
     "The header Idempotency-Key is needed. Send a new value, such as a UUID, for each request."},
    {"idempotency_key_reused",
     "このIdempotency-Keyは別の内容のリクエストで使われています。新しい値を指定してください。",
     "This Idempotency-Key was used for a different request. Send a new one."},
    {"idempotency_replay", "このリクエストは処理済みです。",
     "This request has been handled already."},
    {"identifier_missing",
     "新しい取引先には、取引先コードか法人番号が必要です。どちらかを入力してください。",
     "A new supplier needs a code or a corporate number. Enter one of them."},
    {"if_match_required",
     "If-Matchヘッダーが必要です。最新の内容を読み、そのETagを指定してください。",
     "The header If-Match is needed. Read the present content and send its ETag."},
    {"instant_without_plus",
     "時差の「+」が空白として届きました。URLでは「%2B」と書いてください（例：2026-11-29T00:00:00%"
     "2B09:00）。",
     "The plus sign of the offset arrived as a blank. In an address write it as %2B: "
     "2026-11-29T00:00:00%2B09:00."},
    {"internal", "サーバー側で問題が発生しました。request_idを添えてお問い合わせください。",
     "Something went wrong on the server. Ask for help and quote request_id."},
    {"invalid", "入力内容に誤りがあります。errorsの各項目を確認してください。",
     "Some of the input is not right. See each entry of errors."},
    {"invalid_cursor", "cursorの値が使えません。最初のページから読み直してください。",
     "The cursor cannot be used. Start again with the first page."},
    {"invalid_date", "日付は「2027-05-10」の形で、実在する日を入力してください。",
     "Enter an existing date in the form 2027-05-10."},
    {"invalid_email", "メールアドレスの形式が正しくありません。", "This is not an e-mail address."},
    {"invalid_instant", "日時は「2027-05-10T09:00:00+09:00」の形で入力してください。",
     "Enter an instant in the form 2027-05-10T09:00:00+09:00."},
    {"invalid_text",
     "文字が入力されていないか、使えない文字（改行や制御文字など）が含まれています。入力し直してく"
     "ださい。",
     "The text is blank, or has characters that cannot be used here, such as line breaks or "
     "control "
     "characters. Enter it again."},
    {"invalid_uri", "URLの形式が正しくありません。「https://」から入力してください。",
     "This is not a URL. Begin with https://."},
    {"invalid_uuid", "IDの形式が正しくありません。",
     "This is not an id. Use one that the service gave."},
    {"invitation_not_found",
     "招待が見つからないか、使用済み、または有効期限が切れています。発注企業に再送をご依頼ください"
     "。",
     "The invitation is not known, was used, or has expired. Ask the buyer to send it again."},
    {"json_too_complex", "JSONの要素が多すぎるか、入れ子が深すぎます。分割して送信してください。",
     "The JSON has too many elements or is nested too deeply. Send it in parts."},
    {"justification_missing", "「該当なし」には理由が必要です。理由を入力してください。",
     "“Not applicable” needs a justification. Enter one."},
    {"key_expired", "APIキーの有効期限が切れています。新しいキーを発行してください。",
     "The API key has expired. Make a new one."},
    {"key_life_too_long", "APIキーの有効期限は、今日から{days}日以内で設定してください。",
     "A key works for {days} days at most. Choose an earlier last day."},
    {"key_malformed",
     "APIキーの形式が正しくありません。コピーの際に文字が欠けていないか確認してください。",
     "This is not an API key. Check that all of it was copied."},
    {"known_at_in_future", "記録時点に未来の日時は指定できません。",
     "known_at cannot lie in the future."},
    {"leading_zeros_lost",
     "先頭の0が失われています[（登録済みの値は{stored}）]"
     "。列の書式を「文字列」にし、入力し直してください。",
     "Zeros at the beginning were lost[ (on file is {stored})]. Set the column to text and enter "
     "it again."},
    {"link_not_found",
     "このリンクは使用できません。使用済みか、期限切れか、新しいリンクが発行されています。管理者に"
     "再発行を依頼してください。",
     "This link does not work: it was used, has expired or was replaced. Ask whoever sent it for a "
     "new one."},
    {"malformed",
     "リクエストの形式が正しくありません。JSONの書き方と文字コード（UTF-8）を確認してください。",
     "The request cannot be read. Check its JSON and its encoding (UTF-8)."},
    {"malformed_address",
     "URLの書き方が正しくありません。使えない文字は%でエンコードしてください。",
     "The address cannot be read. Encode with % what may not stand in it."},
    {"malformed_json",
     "JSONとして読めません[（{line}行目{column}文字目）]。書き方を確認してください。",
     "This is not JSON[ (line {line}, column {column})]. Check how it is written."},
    {"method_not_allowed",
     "このURLでは使えないメソッドです。Allowヘッダーにあるメソッドをお使いください。",
     "The method cannot be used here. Use one that the header Allow names."},
    {"missing_field", "必須の項目です。値を入力してください。",
     "This field is required. Enter a value."},
    {"missing_parameter", "必須のパラメーターです。指定してください。",
     "This parameter is required. Give it."},
    {"more_rights_than_own",
     "対象のキーまたは利用者は、あなたにない権限を持っているため、変更や無効化はできません。"
     "同じ権限以上の管理者に依頼してください。",
     "This key or person has rights that you lack, so you cannot change or end it. Ask somebody "
     "who "
     "has them."},
    {"no_alternative_fits",
     "どの入力パターンにも当てはまりません。必要な項目の組み合わせを確認してください。",
     "None of the possible forms fits. Check which fields belong together."},
    {"not_a_multiple", "[{of}の倍数で]入力してください。", "Enter a multiple[ of {of}]."},
    {"not_a_session", "この操作は、画面からログインした利用者だけが行えます。",
     "Only people who signed in can do this. A key cannot."},
    {"not_acceptable",
     "Acceptヘッダーの形式では返せません。「application/json」を指定してください。",
     "The answer cannot be given in a form that Accept names. Use application/json."},
    {"not_allowed", "ここでは指定できません。削除してください。",
     "This cannot be given here. Leave it out."},
    {"not_allowed_value", "選べない値です[（{allowed}のいずれか）]。",
     "The value is not one of those allowed[: {allowed}]."},
    {"not_allowed_with_key",
     "APIキーを送信するときは指定できません。キーの組織として承諾されます。",
     "This cannot be given together with a key: the key's own organisation accepts."},
    {"not_found", "見つかりません。IDと、どの組織のキーを使っているかを確認してください。",
     "Not found. Check the id, and whose key you are using."},
    {"number_in_scientific_notation",
     "番号が「1.18E+"
     "12」のような指数表示になっています。表計算ソフトで列の書式を「文字列」にし、番号を入力し直し"
     "てください。",
     "The number is in scientific notation (such as 1.18E+12). Set the column to text in the "
     "spreadsheet and enter the number again."},
    {"organisation_needed",
     "複数の組織のアカウントがあります。organisationで組織を指定してください。",
     "You have accounts of several organisations. Say in organisation which one you mean."},
    {"out_of_range",
     "値が範囲外です[（{minimum}以上）][（{maximum}以下）]。範囲内の値を入力してください。",
     "The value is out of range[ (at least {minimum})][ (at most {maximum})]."},
    {"outcome_unknown",
     "処理が完了したかどうか確認できません。同じIdempotency-Keyでもう一度送信してください。",
     "It is not known whether the request took effect. Send it again with the same "
     "Idempotency-Key."},
    {"overloaded",
     "同時に送信されたリクエストが多すぎます。Retry-"
     "Afterの秒数だけ待ってから、同じリクエストをもう一度送信して"
     "ください。",
     "Too many requests were sent at the same time. Wait for the seconds in Retry-After, then send "
     "the same request again."},
    {"own_invitation", "自社が作成した招待を自社で承諾することはできません。",
     "An organisation cannot accept its own invitation."},
    {"own_second_factor", "自分自身の2段階確認は、個人設定から解除してください。",
     "Take your own second factor away in your account, with a code of it."},
    {"own_user", "自分自身の権限の変更や削除はできません。ほかの管理者に依頼してください。",
     "Nobody changes their own rights or removes themselves. Ask another administrator."},
    {"page_token_required",
     "画面からの操作であることを確認できません。画面を読み込み直してください。",
     "The request does not prove that it comes from our page. Send X-CSRF-Token, or load the page "
     "again."},
    {"password_common",
     "よく使われる言葉、並んだキーや数字、日付、同じ文字の繰り返しなどからなり、推測されやすいパス"
     "ワ"
     "ードです。関連のない言葉をいくつかつなげるなど、別のパスワードを設定してください。",
     "The password is made of common words, neighbouring keys, dates or repetitions and would soon "
     "be guessed. Choose another, such as several words that have nothing to do with each other."},
    {"password_limited",
     "現在のパスワードまたはコードの誤りが続いています。しばらく待ってからもう一度お試しください。",
     "The present password or the code was wrong too often. Wait a little, then try again."},
    {"password_of_names",
     "氏名、メールアドレス、組織名、またはこのサービスの名称を含み、推測されやすいパスワードです。"
     "こ"
     "れらを使わないパスワードを設定してください。",
     "The password is made of your name, your e-mail address, the name of your organisation or of "
     "this service and would soon be guessed. Choose one without them."},
    {"password_wrong", "現在のパスワードが正しくありません。", "The present password is wrong."},
    {"pattern", "決められた形式と異なります。例を参考に入力し直してください。",
     "The text does not have the expected form. See the example."},
    {"precondition_failed",
     "その間に内容が変更されています。最新の内容を読み直し、新しいETagで送信してください。",
     "It was changed in the meantime. Read it again and send the new ETag."},
    {"precondition_required",
     "If-Matchヘッダーが必要です。最新の内容を読み、そのETagを指定してください。",
     "The header If-Match is needed. Read the present content and send its ETag."},
    {"quota_reached",
     "登録できる件数の上限（{quota}：{most}"
     "件）に達しています。不要なものを終了または失効させるか、処理"
     "の完了を待ってください。上限の引き上げは、サービスの運用者にご依頼ください。",
     "The limit ({quota}: {most}) is reached. End what is no longer needed, or wait for "
     "jobs to finish; the operator of the service can raise it."},
    {"relationship_state", "取引関係の現在の状態[（{state}）]では行えない操作です。",
     "This cannot be done while the relationship is in its present state[ ({state})]."},
    {"repeated_column",
     "「{heading}」の列が2つあります。1つにするか、取り込まない列（ignore）に指定してください。",
     "There are two columns “{heading}”. Keep one, or name the other in `ignore`."},
    {"repeated_header", "同じヘッダーが2回以上指定されています。1つにしてください。",
     "The header is given more than once. Send it once."},
    {"repeated_parameter", "同じパラメーターが2回以上指定されています。1つにしてください。",
     "The parameter is given more than once. Give it once."},
    {"request_timeout", "リクエストの受信に時間がかかりすぎました。もう一度送信してください。",
     "The request took too long to arrive. Send it again."},
    {"requirement_changed",
     "要求水準が変更されています[（最新は第{revision}版）]"
     "。最新の内容を確認してから回答してください。",
     "The requirement was changed[ (now revision {revision})]. Read it again, then answer."},
    {"requirement_not_set", "要求水準が設定されていないため、回答できません。",
     "No requirement is set, so there is nothing to answer."},
    {"revoked_on_before_declared_on",
     "取消日が宣言日より前になっています。宣言日以降の日付を入力してください。",
     "The registration was revoked before it was made. Enter the day it was declared on or a later "
     "one."},
    {"right_missing", "このAPIキーには必要な権限がありません。権限のあるキーをお使いください。",
     "The API key lacks the right for this. Use a key that has it."},
    {"row_repeated", "同じ取引先の行が前にもあります[（{line}行目）]。1行にまとめてください。",
     "An earlier row[ (line {line})] is about the same supplier. Keep one."},
    {"row_too_long", "1行が長すぎます。引用符の閉じ忘れがないか確認してください。",
     "The row is too long. Check whether a quotation mark is missing."},
    {"rule_alike",
     "同じ区分・タグの既定ルール「{rule}"
     "」があります（全角・半角や大文字・小文字だけが異なります）。そのルールを変更してください。",
     "There is a rule for the same label: {rule}. Change that one."},
    {"scope_is_whole", "適用範囲が全社のため、範囲の確認は不要です。",
     "The scope is the whole company; there is nothing to decide."},
    {"second_factor_missing", "2段階確認が設定されていません。先に設定してください。",
     "There is no second factor. Set one up first."},
    {"second_factor_needed",
     "組織の方針により、2段階確認の設定が必要です。設定するまで、ほかの操作はできません。",
     "Your organisation demands a second factor. Set one up; until then nothing else can be done."},
    {"second_factor_not_offered", "2段階確認の設定を最初からやり直してください。",
     "No key was offered to this session, or too long ago. Begin again with a new one."},
    {"second_factor_required", "組織の方針により、2段階確認は解除できません。",
     "Your organisation demands a second factor, so it cannot be taken away."},
    {"session_ended", "ログインの有効期間が終了しました。もう一度ログインしてください。",
     "The session has ended. Sign in again."},
    {"several_alternatives_fit", "複数の入力パターンに当てはまります。1つに絞ってください。",
     "More than one of the possible forms fits. Keep one."},
    {"sheet_empty", "シートに行がありません。見出しの下に取引先を入力してください。",
     "The sheet has no rows. Enter suppliers below the headings."},
    {"sign_in_busy",
     "ただいまアクセスが集中しており、パスワードを確認できません。数秒後にもう一度お試しください。",
     "Too many passwords are being checked at this moment. Wait for the seconds in Retry-After, "
     "then try again."},
    {"sign_in_failed", "メールアドレス、パスワード、コードのいずれかが正しくありません。",
     "The e-mail address, the password or the code is wrong."},
    {"sign_in_limited",
     "ログインの失敗が続いています。しばらく待ってからもう一度お試しください。2段階確認を設定してい"
     "る"
     "場合は、コードも入力するとすぐにログインできます。",
     "There were too many wrong attempts to sign in. Wait a little, then try again. If you have a "
     "second "
     "factor, its code lets you in at once."},
    {"spreadsheet_error", "表計算ソフトのエラー値です。数式を直すか、値を入力してください。",
     "This is an error value of the spreadsheet. Correct the formula, or enter the value."},
    {"star_not_in_edition", "この版では回答できない★です。版を確認してください。",
     "The edition does not cover this star. Check the edition."},
    {"star_not_obtainable",
     "★{star}は、その日の時点ではまだ宣言できません。番号と日付を確認してください。",
     "★{star} could not be declared yet on that day. Check the number and the days."},
    {"star_not_obtainable/3",
     "★{star}は、有効期間の開始日の時点ではまだ取得できません。番号と日付を確認してください。",
     "★{star} could not be obtained yet when the validity begins. Check the number and the days."},
    {"stopped_on_before_declared_on",
     "停止日が宣言日より前になっています。宣言日以降の日付を入力してください。",
     "The declaration ends before it was made. Enter the day it was declared on or a later one."},
    {"supplier_exists",
     "同じ取引先コード[（{code}）]または法人番号[（{corporate_number}）]"
     "の取引先がすでにあります。既存の取引先を確認してください。",
     "A supplier with this code[ ({code})] or number[ ({corporate_number})] exists already. Look "
     "at that one first."},
    {"too_deep", "入れ子が深すぎます。構造を見直してください。",
     "The content is nested too deeply."},
    {"too_few_fields", "項目が足りません[（{minProperties}個以上）]。",
     "There are too few fields[ (at least {minProperties})]."},
    {"too_few_items", "件数が足りません[（{minItems}件以上）]。",
     "There are too few entries[ (at least {minItems})]."},
    {"too_large", "データが大きすぎます[（{limit}バイトまで）]。分割して送信してください。",
     "The body is too large[ (at most {limit} bytes)]. Send it in parts."},
    {"too_long", "長すぎます[（{maxLength}文字まで）]。短くしてください。",
     "The text is too long[ (at most {maxLength} characters)]. Shorten it."},
    {"too_many_cells",
     "[{line}行目に、]見出しより多くのセルがあります。余分なコンマがないか確認してください。",
     "[Line {line} has ]more cells than headings. Check for a comma too many."},
    {"too_many_declarations",
     "入力できる宣言・登録は{most}"
     "件までです。以前の内容を訂正する場合は、追加ではなくreplacesで差し"
     "替えてください。",
     "At most {most} declarations can be on file. To correct an earlier one, replace it (replaces) "
     "instead of adding to it."},
    {"too_many_fields", "項目が多すぎます[（{maxProperties}個まで）]。",
     "There are too many fields[ (at most {maxProperties})]."},
    {"too_many_items", "件数が多すぎます[（{maxItems}件まで）]。",
     "There are too many entries[ (at most {maxItems})]."},
    {"too_many_requests",
     "組織全体のリクエストが多すぎるか、処理に時間のかかるものが続いています。Retry-"
     "Afterの秒数だけ待ってから送信してください。",
     "Your organisation's requests are too many, or take too much of the database's time. Wait for "
     "the seconds in Retry-After."},
    {"too_many_without_key",
     "有効なAPIキーのないリクエストが、この接続元から多数送信されています。Retry-"
     "Afterの秒数だけ待って"
     "から、有効なキーを指定して送信してください。",
     "Too many requests without a live API key came from this address. Wait for the seconds in "
     "Retry-After, and send a live key."},
    {"too_short", "短すぎます[（{minLength}文字以上）]。",
     "The text is too short[ (at least {minLength} characters)]."},
    {"unauthenticated",
     "APIキーがないか、使えないキーです。Authorizationヘッダーに「Bearer "
     "hst_…」の形で有効なキーを指定してください。",
     "There is no API key, or it is not in use. Send a live key in the header Authorization: "
     "Bearer hst_…"},
    {"unavailable", "現在、処理できません。しばらくしてからもう一度送信してください。",
     "The service is not available now. Try again in a while."},
    {"unknown_answer", "この版にない回答です。選択肢を確認してください。",
     "The edition has no such answer. Check the scale."},
    {"unknown_column",
     "「{heading}」という見出しの列はありません。[「{nearest}」の誤りではありませんか。]"
     "取り込まない列は、「取り込まない列」（ignore）に指定してください。",
     "There is no column “{heading}”.[ Did you mean “{nearest}”?] Name columns that are to be left "
     "out in `ignore`."},
    {"unknown_criterion", "この版にない項目です。項目のIDを確認してください。",
     "The edition has no such item. Check its id."},
    {"unknown_edition", "この版は登録されていません。版のIDを確認してください。",
     "There is no such edition. Check its id."},
    {"unknown_field",
     "この項目は定義されていません。項目名のつづりを確認し、不要であれば削除してください。",
     "This field is not known. Check its spelling, or leave it out."},
    {"unknown_parameter", "このパラメーターは定義されていないか、2回指定されています。",
     "This parameter is not known, or is given twice."},
    {"unknown_user", "この利用者は登録されていません。利用者のIDを確認してください。",
     "There is no such person here. Check the id."},
    {"unsupported_media_type",
     "この形式のデータは受け付けていません。Content-Type[（{expected}）]を確認してください。",
     "This kind of content is not accepted. Check Content-Type[ ({expected})]."},
    {"upgrade_refused",
     "プロトコルの切り替え（Upgrade）には対応していません。Upgradeヘッダーを外してください。",
     "Changing the protocol is not offered. Leave out the header Upgrade."},
    {"user_exists", "このメールアドレスの利用者はすでに登録されています。",
     "There is already a user with this e-mail address."},
    {"user_has_keys",
     "この利用者が責任者となっている有効なAPIキーが{count}個あります。それぞれ無効にするか、"
     "ほかの利用者に引き継いでから削除してください。",
     "This person answers for {count} API keys that still work. End each, or hand it over to "
     "somebody else, first."},
    {"user_lacks_rights",
     "この利用者には、キーの権限の一部がありません。先に権限を追加するか、別の利用者を指定してくだ"
     "さい。",
     "This person lacks rights that the key has. Give them first, or name somebody else."},
    {"valid_from_before_declared_on",
     "有効期間の開始日が宣言日より前になっています。宣言日以降の日付を入力してください。",
     "The validity begins before the declaration was made. Enter that day or a later one."},
    {"valid_until_before_valid_from",
     "有効期限が有効期間の開始日より前になっています。日付を確認してください。",
     "The validity ends before it begins. Check the dates."},
    {"workbook_as_text",
     "Excelブック（.xlsx）です。Content-Typeに"
     "application/"
     "vnd.openxmlformats-officedocument.spreadsheetml.sheetを指定して送信するか、Excelの"
     "「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」として保存し直してください。",
     "This is an Excel workbook (.xlsx). Send it as "
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, or save it as “CSV "
     "UTF-8”."},
    {"workbook_not_read",
     "Excelブック（.xlsx）として読み取れません。Excelで開けることを確認し、「名前を付けて保存」で"
     "「Excel ブック（.xlsx）」または「CSV UTF-8（コンマ区切り）」として保存し直してください。",
     "This cannot be read as an Excel workbook (.xlsx). Check that Excel opens it, then save it "
     "anew as “Excel Workbook (.xlsx)” or “CSV UTF-8”."},
    {"workbook_protected",
     "パスワードで保護されたファイルです。Excelの「ファイル」→「情報」→「ブックの保護」→"
     "「パスワードを使用して暗号化」でパスワードを消して保存するか、「名前を付けて保存」で"
     "「CSV UTF-8（コンマ区切り）」として保存し直してください。",
     "The file is protected by a password. Remove it in Excel (File, Info, Protect Workbook, "
     "Encrypt with Password) and save, or save the file as “CSV UTF-8”."},
    {"workbook_too_large",
     "Excelブックの内容が大きすぎます。取り込むシートだけを新しいブックに値として貼り付けるか、"
     "「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」として保存し直してください。",
     "The workbook holds too much. Paste the values of the sheet alone into a new workbook, or "
     "save the sheet as “CSV UTF-8”."},
    {"wrong_type", "値の型が違います[（{expected}を指定してください）]。",
     "The value has the wrong type[; send {expected}]."},
    {"xls_not_read",
     "古い形式のExcelブック（.xls、.xlsb）か、保護されたファイルです。Excelで開き、"
     "「名前を付けて保存」で「Excel ブック（.xlsx）」または「CSV UTF-8（コンマ区切り）」として"
     "保存し直してください。",
     "This is a workbook of an old kind (.xls, .xlsb), or a protected one. Open it in Excel and "
     "save it as “Excel Workbook (.xlsx)” or “CSV UTF-8”."},
};

const struct text_rows text_problems = {problems, sizeof problems / sizeof *problems};
