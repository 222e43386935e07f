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
  (local.set $5
   (i32.const 3392)
  )
  (local.set $2
   (i32.const 2368)
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
  (local $1 v128)
  (local $2 v128)
  (local $3 v128)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 i32)
  (local $18 i32)
  (local $19 i32)
  (local $20 i32)
  (local $21 i32)
  (local.set $14
   (local.get $0)
  )
  (loop $label5
   (if
    (i32.gt_s
     (local.get $14)
     (local.get $18)
    )
    (then
     (local.set $1
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $2
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $3
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $4
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $5
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $6
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $7
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $8
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
     )
     (local.set $16
      (i32.const 64)
     )
     (local.set $20
      (i32.const 1)
     )
     (if
      (i32.le_s
       (i32.add
        (local.get $18)
        (i32.const 2)
       )
       (local.get $14)
      )
      (then
       (local.set $20
        (i32.const 2)
       )
       (local.set $15
        (i32.add
         (i32.shl
          (local.get $18)
          (i32.const 4)
         )
         (i32.const 320)
        )
       )
       (local.set $17
        (i32.const 4)
       )
       (loop $label1
        (if
         (i32.gt_s
          (local.get $17)
          (i32.const 0)
         )
         (then
          (local.set $21
           (i32.add
            (local.get $15)
            (i32.shl
             (select
              (i32.const 4)
              (local.get $17)
              (i32.ge_s
               (local.get $17)
               (i32.const 4)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $19
           (i32.add
            (local.tee $0
             (local.get $15)
            )
            (i32.const 16)
           )
          )
          (loop $label
           (if
            (i32.lt_u
             (local.get $0)
             (local.get $21)
            )
            (then
             (local.set $1
              (f32x4.add
               (f32x4.mul
                (local.tee $11
                 (v128.load32_splat
                  (local.get $0)
                 )
                )
                (local.tee $12
                 (v128.load
                  (local.get $16)
                 )
                )
               )
               (local.get $1)
              )
             )
             (local.set $2
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $9
                 (v128.load offset=16
                  (local.get $16)
                 )
                )
               )
               (local.get $2)
              )
             )
             (local.set $3
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $10
                 (v128.load offset=32
                  (local.get $16)
                 )
                )
               )
               (local.get $3)
              )
             )
             (local.set $4
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $13
                 (v128.load offset=48
                  (local.get $16)
                 )
                )
               )
               (local.get $4)
              )
             )
             (local.set $5
              (f32x4.add
               (f32x4.mul
                (local.tee $11
                 (v128.load32_splat
                  (local.get $19)
                 )
                )
                (local.get $12)
               )
               (local.get $5)
              )
             )
             (local.set $6
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $9)
               )
               (local.get $6)
              )
             )
             (local.set $7
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $10)
               )
               (local.get $7)
              )
             )
             (local.set $8
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $13)
               )
               (local.get $8)
              )
             )
             (local.set $0
              (i32.add
               (local.get $0)
               (i32.const 4)
              )
             )
             (local.set $19
              (i32.add
               (local.get $19)
               (i32.const 4)
              )
             )
             (local.set $16
              (i32.sub
               (local.get $16)
               (i32.const -64)
              )
             )
             (br $label)
            )
           )
          )
          (local.set $17
           (i32.sub
            (local.get $17)
            (i32.const 4)
           )
          )
          (br $label1)
         )
        )
       )
      )
      (else
       (local.set $15
        (i32.add
         (i32.shl
          (local.get $18)
          (i32.const 4)
         )
         (i32.const 320)
        )
       )
       (local.set $17
        (i32.const 4)
       )
       (loop $label3
        (if
         (i32.gt_s
          (local.get $17)
          (i32.const 0)
         )
         (then
          (local.set $19
           (i32.add
            (local.get $15)
            (i32.shl
             (select
              (i32.const 4)
              (local.get $17)
              (i32.ge_s
               (local.get $17)
               (i32.const 4)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $0
           (local.get $15)
          )
          (loop $label2
           (if
            (i32.lt_u
             (local.get $0)
             (local.get $19)
            )
            (then
             (local.set $1
              (f32x4.add
               (f32x4.mul
                (local.tee $9
                 (v128.load32_splat
                  (local.get $0)
                 )
                )
                (v128.load
                 (local.get $16)
                )
               )
               (local.get $1)
              )
             )
             (local.set $2
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=16
                 (local.get $16)
                )
               )
               (local.get $2)
              )
             )
             (local.set $3
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=32
                 (local.get $16)
                )
               )
               (local.get $3)
              )
             )
             (local.set $4
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=48
                 (local.get $16)
                )
               )
               (local.get $4)
              )
             )
             (local.set $0
              (i32.add
               (local.get $0)
               (i32.const 4)
              )
             )
             (local.set $16
              (i32.sub
               (local.get $16)
               (i32.const -64)
              )
             )
             (br $label2)
            )
           )
          )
          (local.set $17
           (i32.sub
            (local.get $17)
            (i32.const 4)
           )
          )
          (br $label3)
         )
        )
       )
      )
     )
     (local.set $15
      (i32.add
       (local.tee $0
        (i32.shl
         (local.get $18)
         (i32.const 6)
        )
       )
       (i32.shl
        (local.get $20)
        (i32.const 6)
       )
      )
     )
     (loop $label4
      (if
       (i32.lt_u
        (local.get $0)
        (local.get $15)
       )
       (then
        (v128.store
         (local.tee $16
          (i32.add
           (local.get $0)
           (i32.const 3392)
          )
         )
         (f32x4.add
          (local.get $1)
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
         )
        )
        (v128.store offset=16
         (local.get $16)
         (f32x4.add
          (local.get $2)
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
         )
        )
        (v128.store offset=32
         (local.get $16)
         (f32x4.add
          (local.get $3)
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
         )
        )
        (v128.store offset=48
         (local.get $16)
         (f32x4.add
          (local.get $4)
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
         )
        )
        (local.set $1
         (local.get $5)
        )
        (local.set $2
         (local.get $6)
        )
        (local.set $3
         (local.get $7)
        )
        (local.set $4
         (local.get $8)
        )
        (local.set $0
         (i32.sub
          (local.get $0)
          (i32.const -64)
         )
        )
        (br $label4)
       )
      )
     )
     (local.set $18
      (i32.add
       (local.get $18)
       (local.get $20)
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
