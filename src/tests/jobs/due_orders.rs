//! After a long silence of the gateway: one run goes through all that has gathered.

use portal::{testing::insert_payers, usecases::system::expire_orders};

use crate::payment_scene::{OPEN, Scene};

/// More than one fetch of the database brings.
const MANY: i64 = 450;

#[tokio::test]
async fn one_run_comes_to_the_last_of_many_due_orders() {
    let scene = Scene::at(OPEN, 1).await;
    insert_payers(scene.app.owner(), MANY).await.unwrap();
    let attempts = "WITH billed AS (
            INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at)
            SELECT id, id, id, 1, 15000, 15000, '2026-07-17T08:00:00+07:00' FROM person
            WHERE starts_with(subject, 'payer-') RETURNING id)
        INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at)
        SELECT id, id, 'LP-' || id, 15000, 'pending', '2026-07-17T08:00:00+07:00', '2026-07-17T08:15:00+07:00'
        FROM billed";
    assert_eq!(sqlx::raw_sql(attempts).execute(scene.app.owner()).await.unwrap().rows_affected(), MANY as u64);
    assert_eq!(expire_orders::run(&scene.app.ctx).await.unwrap(), MANY as usize);
    assert!(scene.states().await.iter().all(|state| state == "expired"));
}
