(module
 (type $0 (func (param i32)))
 (memory $0 1 1)
 (export "infer" (func $model/infer))
 (export "memory" (memory $0))
 (func $runtime-as/layout/panels_to_rows (param $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 v128)
  (local.set $2
   (i32.const 2368)
  )
  (local.set $5
   (i32.const 3392)
  )
  (local.set $7
   (i32.const 2)
  )
  (loop $label2
   (if
    (i32.gt_s
     (local.get $7)
     (i32.const 0)
    )
    (then
     (local.set $1
      (local.get $2)
     )
     (local.set $4
      (i32.const 0)
     )
     (loop $label1
      (if
       (i32.gt_s
        (local.get $0)
        (local.get $4)
       )
       (then
        (local.set $8
         (i32.const 0)
        )
        (loop $label
         (if
          (i32.lt_s
           (local.get $8)
           (i32.const 16)
          )
          (then
           (local.set $6
            (i32.add
             (local.get $1)
             (i32.shl
              (local.get $8)
              (i32.const 2)
             )
            )
           )
           (local.set $9
            (v128.load
             (local.get $5)
            )
           )
           (block $block
            (if
             (i32.ge_s
              (local.tee $3
               (i32.sub
                (local.get $7)
                (local.get $8)
               )
              )
              (i32.const 4)
             )
             (then
              (v128.store
               (local.get $6)
               (local.get $9)
              )
              (br $block)
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 0)
             )
             (then
              (v128.store32_lane 0
               (local.get $6)
               (local.get $9)
              )
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 1)
             )
             (then
              (v128.store32_lane offset=4 1
               (local.get $6)
               (local.get $9)
              )
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 2)
             )
             (then
              (v128.store32_lane offset=8 2
               (local.get $6)
               (local.get $9)
              )
             )
            )
           )
           (local.set $5
            (i32.add
             (local.get $5)
             (i32.const 16)
            )
           )
           (local.set $8
            (i32.add
             (local.get $8)
             (i32.const 4)
            )
           )
           (br $label)
          )
         )
        )
        (local.set $1
         (i32.add
          (local.get $1)
          (i32.const 8)
         )
        )
        (local.set $4
         (i32.add
          (local.get $4)
          (i32.const 1)
         )
        )
        (br $label1)
       )
      )
     )
     (local.set $2
      (i32.sub
       (local.get $2)
       (i32.const -64)
      )
     )
     (local.set $7
      (i32.sub
       (local.get $7)
       (i32.const 16)
      )
     )
     (br $label2)
    )
   )
  )
 )
 (func $model/product_add (param $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 v128)
  (local $15 v128)
  (local $16 v128)
  (local $17 v128)
  (local $18 v128)
  (local $19 v128)
  (local $20 v128)
  (loop $label2
   (if
    (i32.le_s
     (i32.add
      (local.get $5)
      (i32.const 2)
     )
     (local.get $0)
    )
    (then
     (local.set $8
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $9
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $10
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $11
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $12
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $13
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $14
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $15
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $3
      (i32.const 64)
     )
     (local.set $2
      (i32.add
       (i32.shl
        (local.get $5)
        (i32.const 4)
       )
       (i32.const 320)
      )
     )
     (local.set $4
      (i32.const 4)
     )
     (loop $label1
      (if
       (i32.gt_s
        (local.get $4)
        (i32.const 0)
       )
       (then
        (local.set $7
         (i32.add
          (local.get $2)
          (i32.shl
           (select
            (i32.const 4)
            (local.get $4)
            (i32.ge_s
             (local.get $4)
             (i32.const 4)
            )
           )
           (i32.const 2)
          )
         )
        )
        (local.set $6
         (i32.add
          (local.tee $1
           (local.get $2)
          )
          (i32.const 16)
         )
        )
        (loop $label
         (if
          (i32.lt_u
           (local.get $1)
           (local.get $7)
          )
          (then
           (local.set $8
            (f32x4.add
             (f32x4.mul
              (local.tee $19
               (v128.load32_splat
                (local.get $1)
               )
              )
              (local.tee $16
               (v128.load
                (local.get $3)
               )
              )
             )
             (local.get $8)
            )
           )
           (local.set $9
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.tee $17
               (v128.load offset=16
                (local.get $3)
               )
              )
             )
             (local.get $9)
            )
           )
           (local.set $10
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.tee $18
               (v128.load offset=32
                (local.get $3)
               )
              )
             )
             (local.get $10)
            )
           )
           (local.set $11
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.tee $20
               (v128.load offset=48
                (local.get $3)
               )
              )
             )
             (local.get $11)
            )
           )
           (local.set $12
            (f32x4.add
             (f32x4.mul
              (local.tee $19
               (v128.load32_splat
                (local.get $6)
               )
              )
              (local.get $16)
             )
             (local.get $12)
            )
           )
           (local.set $13
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.get $17)
             )
             (local.get $13)
            )
           )
           (local.set $14
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.get $18)
             )
             (local.get $14)
            )
           )
           (local.set $15
            (f32x4.add
             (f32x4.mul
              (local.get $19)
              (local.get $20)
             )
             (local.get $15)
            )
           )
           (local.set $1
            (i32.add
             (local.get $1)
             (i32.const 4)
            )
           )
           (local.set $6
            (i32.add
             (local.get $6)
             (i32.const 4)
            )
           )
           (local.set $3
            (i32.sub
             (local.get $3)
             (i32.const -64)
            )
           )
           (br $label)
          )
         )
        )
        (local.set $4
         (i32.sub
          (local.get $4)
          (i32.const 4)
         )
        )
        (br $label1)
       )
      )
     )
     (v128.store
      (local.tee $1
       (i32.add
        (i32.shl
         (local.get $5)
         (i32.const 6)
        )
        (i32.const 3392)
       )
      )
      (f32x4.add
       (local.get $8)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=16
      (local.get $1)
      (f32x4.add
       (local.get $9)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=32
      (local.get $1)
      (f32x4.add
       (local.get $10)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=48
      (local.get $1)
      (f32x4.add
       (local.get $11)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=64
      (local.get $1)
      (f32x4.add
       (local.get $12)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=80
      (local.get $1)
      (f32x4.add
       (local.get $13)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=96
      (local.get $1)
      (f32x4.add
       (local.get $14)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=112
      (local.get $1)
      (f32x4.add
       (local.get $15)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (local.set $5
      (i32.add
       (local.get $5)
       (i32.const 2)
      )
     )
     (br $label2)
    )
   )
  )
  (loop $label5
   (if
    (i32.gt_s
     (local.get $0)
     (local.get $5)
    )
    (then
     (local.set $8
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $9
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $10
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $11
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $3
      (i32.const 64)
     )
     (local.set $2
      (i32.add
       (i32.shl
        (local.get $5)
        (i32.const 4)
       )
       (i32.const 320)
      )
     )
     (local.set $4
      (i32.const 4)
     )
     (loop $label4
      (if
       (i32.gt_s
        (local.get $4)
        (i32.const 0)
       )
       (then
        (local.set $6
         (i32.add
          (local.get $2)
          (i32.shl
           (select
            (i32.const 4)
            (local.get $4)
            (i32.ge_s
             (local.get $4)
             (i32.const 4)
            )
           )
           (i32.const 2)
          )
         )
        )
        (local.set $1
         (local.get $2)
        )
        (loop $label3
         (if
          (i32.lt_u
           (local.get $1)
           (local.get $6)
          )
          (then
           (local.set $8
            (f32x4.add
             (f32x4.mul
              (local.tee $12
               (v128.load32_splat
                (local.get $1)
               )
              )
              (v128.load
               (local.get $3)
              )
             )
             (local.get $8)
            )
           )
           (local.set $9
            (f32x4.add
             (f32x4.mul
              (local.get $12)
              (v128.load offset=16
               (local.get $3)
              )
             )
             (local.get $9)
            )
           )
           (local.set $10
            (f32x4.add
             (f32x4.mul
              (local.get $12)
              (v128.load offset=32
               (local.get $3)
              )
             )
             (local.get $10)
            )
           )
           (local.set $11
            (f32x4.add
             (f32x4.mul
              (local.get $12)
              (v128.load offset=48
               (local.get $3)
              )
             )
             (local.get $11)
            )
           )
           (local.set $1
            (i32.add
             (local.get $1)
             (i32.const 4)
            )
           )
           (local.set $3
            (i32.sub
             (local.get $3)
             (i32.const -64)
            )
           )
           (br $label3)
          )
         )
        )
        (local.set $4
         (i32.sub
          (local.get $4)
          (i32.const 4)
         )
        )
        (br $label4)
       )
      )
     )
     (v128.store
      (local.tee $1
       (i32.add
        (i32.shl
         (local.get $5)
         (i32.const 6)
        )
        (i32.const 3392)
       )
      )
      (f32x4.add
       (local.get $8)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=16
      (local.get $1)
      (f32x4.add
       (local.get $9)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=32
      (local.get $1)
      (f32x4.add
       (local.get $10)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (v128.store offset=48
      (local.get $1)
      (f32x4.add
       (local.get $11)
       (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
      )
     )
     (local.set $5
      (i32.add
       (local.get $5)
       (i32.const 1)
      )
     )
     (br $label5)
    )
   )
  )
 )
 (func $model/infer (param $0 i32)
  (if
   (i32.or
    (i32.le_s
     (local.get $0)
     (i32.const 0)
    )
    (i32.gt_s
     (local.get $0)
     (i32.const 128)
    )
   )
   (then
    (unreachable)
   )
  )
  (call $model/product_add
   (local.get $0)
  )
  (call $runtime-as/layout/panels_to_rows
   (local.get $0)
  )
 )
)
