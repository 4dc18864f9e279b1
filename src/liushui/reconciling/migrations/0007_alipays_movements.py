from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reconciling", "0006_movements_and_what_came_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="statement",
            name="form",
            field=models.CharField(
                choices=[
                    ("wechat_bill", "WeChat Pay's daily bill"),
                    ("alipay_bill", "Alipay's daily bill"),
                    ("wechat_funds", "WeChat Pay's movements of a day"),
                    ("alipay_funds", "Alipay's movements of a day"),
                    ("bank_sheet", "A bank's list"),
                    ("camt053", "camt.053"),
                ],
                max_length=12,
            ),
        ),
    ]
