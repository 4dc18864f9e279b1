from django.db import migrations

# GB 32100-2015: weights 3^i mod 31 over the first 17 places; the 18th makes the sum whole.
CHECK = """
create function parties_credit_code_is_right(code text) returns boolean
language sql immutable strict parallel safe as $$
  select char_length(code) = 18
     and (31 - sum((strpos(alphabet, substr(code, place::int, 1)) - 1) * weight) % 31) % 31
         = strpos(alphabet, substr(code, 18, 1)) - 1
    from (values ('0123456789ABCDEFGHJKLMNPQRTUWXY')) as letters(alphabet),
         unnest(array[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28])
           with ordinality as weights(weight, place)
   group by alphabet
$$;
alter table parties_organisation add constraint organisation_credit_code_check
  check (parties_credit_code_is_right(credit_code));
"""
UNCHECK = """
alter table parties_organisation drop constraint organisation_credit_code_check;
drop function parties_credit_code_is_right(text);
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_append_only")]
    operations = [migrations.RunSQL(CHECK, UNCHECK)]
