"""What does a watch over twelve quarters find, beside audits that are repeated each quarter?"""
