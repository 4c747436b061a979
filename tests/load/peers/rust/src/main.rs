// SPDX-License-Identifier: Apache-2.0
//! One status and a page of them by axum and tokio-postgres; what it is asked to do stands in ../run.
use axum::{extract::Path, extract::State, http::header, response::IntoResponse, routing::get, Router};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use serde_json::{json, Value};
use std::{env, sync::Arc};
use tokio_postgres::{types::Type, types::ToSql, NoTls, Row};

struct Peer {
    pool: Pool,
    enter: String,
    status: String,
    page: String,
    /// organisation, key, hash, rights, now, day, request: the parameters of enter
    who: Vec<String>,
    first: String,
}

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn text(row: &Row, column: usize) -> Value {
    row.get::<_, Option<&str>>(column).map_or(Value::Null, Value::from)
}

fn item(row: &Row) -> Value {
    let mut made = serde_json::Map::new();
    for (at, column) in row.columns().iter().enumerate() {
        let value = match column.name() {
            "step" | "tags" => row
                .get::<_, Option<&str>>(at)
                .map_or(Value::Null, |json| serde_json::from_str(json).unwrap()),
            _ => text(row, at),
        };
        made.insert(column.name().to_owned(), value);
    }
    Value::Object(made)
}

/// Both statements and the ends of their transaction in one exchange.
async fn ask(peer: &Peer, sql: &str, values: &[Option<&str>]) -> Vec<Row> {
    let client = peer.pool.get().await.unwrap();
    let texts = |count| vec![Type::TEXT; count];
    let enter = client.prepare_typed_cached(&peer.enter, &texts(peer.who.len())).await.unwrap();
    let statement = client.prepare_typed_cached(sql, &texts(values.len())).await.unwrap();
    let who: Vec<&(dyn ToSql + Sync)> = peer.who.iter().map(|v| v as _).collect();
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
    let (_, _, rows, _) = futures_util::future::try_join4(
        client.batch_execute("begin"),
        client.query(&enter, &who),
        client.query(&statement, &values),
        client.batch_execute("commit"),
    )
    .await
    .unwrap();
    rows
}

async fn status(State(peer): State<Arc<Peer>>, Path(supplier): Path<String>) -> impl IntoResponse {
    let values = [Some(peer.who[0].as_str()), Some(&supplier), Some("buyer"), Some(&peer.who[5]), None];
    let rows = ask(&peer, &peer.status, &values).await;
    answer(item(&rows[0]))
}

async fn page(State(peer): State<Arc<Peer>>) -> impl IntoResponse {
    let mut values = vec![None; 21];
    values[0] = Some(peer.who[0].as_str());
    values[1] = Some("buyer");
    values[2] = Some(peer.who[5].as_str());
    values[14] = Some("");
    values[15] = Some(peer.first.as_str());
    values[16] = Some("51");
    values[18] = Some("seed");
    values[20] = Some("name");
    let rows = ask(&peer, &peer.page, &values).await;
    let items: Vec<Value> = rows.iter().take(50).map(item).collect();
    answer(json!({ "items": items }))
}

fn answer(body: Value) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string())
}

#[tokio::main]
async fn main() {
    let manager = Manager::from_config(
        setting("PEER_DATABASE").parse().unwrap(),
        NoTls,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    let peer = Arc::new(Peer {
        pool: Pool::builder(manager).max_size(setting("PEER_POOL").parse().unwrap()).build().unwrap(),
        enter: setting("PEER_ENTER"),
        status: setting("PEER_STATUS"),
        page: setting("PEER_PAGE"),
        who: setting("PEER_WHO").split('|').map(str::to_owned).collect(),
        first: setting("PEER_FIRST"),
    });
    let routes = Router::new()
        .route("/v1/suppliers/{supplier}/status", get(status))
        .route("/v1/statuses", get(page))
        .with_state(peer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    axum::serve(listener, routes).await.unwrap();
}
